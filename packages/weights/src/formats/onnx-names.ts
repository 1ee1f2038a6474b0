import type { OnnxNode } from "./onnx-messages.js";

/** What an initialiser is called, and whether it is the transpose of PyTorch's. */
export interface OnnxName {
  readonly name: string;
  readonly transposed: boolean;
}

/** Exporters give such names to tensors that they have made themselves. */
const isAnonymous = (name: string): boolean => /^(onnx::|val_|_v_|\d+$)/.test(name);

/** `/blocks/blocks.0/attn/qkv/MatMul` → `blocks.0.attn.qkv`: a container's own name before its part's is left out. */
function modulePath(node: OnnxNode): string {
  const parts = node.name.split("/").filter(Boolean).slice(0, -1);
  return parts.filter((part, i) => !parts[i + 1]?.startsWith(`${part}.`)).join(".");
}

/** `X.weight` when the node's result is added to `X.bias`. */
function nameByBias(node: OnnxNode, adds: ReadonlyMap<string, OnnxNode>): string | null {
  const bias = node.output.map((output) => adds.get(output)).flatMap((add) => add?.input ?? []).find((name) => name.endsWith(".bias")); // prettier-ignore
  return bias ? bias.replace(/bias$/, "weight") : null;
}

/** PyTorch stores `[out, in]`; a MatMul multiplies by `[in, out]`, a Gemm says by `transB` which of them it has. */
function isTransposed(node: OnnxNode): boolean {
  return node.op === "MatMul" || (node.op === "Gemm" && !node.transB);
}

function nameAt(node: OnnxNode, position: number, adds: ReadonlyMap<string, OnnxNode>): OnnxName {
  const path = modulePath(node);
  const isWeight = position === 1 && (node.op === "MatMul" || node.op === "Gemm");
  if (!isWeight)
    return {
      name: `${path ? `${path}.` : ""}${node.name.split("/").at(-1) || node.op}.${position}`,
      transposed: false,
    };
  return { name: nameByBias(node, adds) ?? `${path}.weight`, transposed: isTransposed(node) };
}

/**
 * Names for the anonymous initialisers of a graph: a weight takes the name of the bias added after it, or the path of the
 * node that uses it; another tensor is called `path.Node.position`.
 */
export function nameInitializers(nodes: readonly OnnxNode[]): Map<string, OnnxName> {
  const adds = new Map(
    nodes
      .filter(({ op, input }) => op === "Add" && input.length === 2)
      .flatMap((node) => node.input.map((input) => [input, node] as const)),
  );
  const names = new Map<string, OnnxName>();
  for (const node of nodes)
    for (const [position, input] of node.input.entries())
      if (isAnonymous(input) && !names.has(input)) names.set(input, nameAt(node, position, adds));
  return names;
}
