import { ensureGraphBackend } from "../native/backends.js";
import { sizeOf } from "../program-checks.js";
import type { ProgramDefinition } from "../program.js";
import type { RecordedNode } from "./graph-recorder.js";
import { recordProgram } from "./record-program.js";

/** Memory that a Program takes besides the process itself. */
export interface BytesEstimate {
  readonly state: number;
  /** Most bytes of intermediate values alive at once, by entry. */
  readonly entries: Readonly<Record<string, number>>;
}

const nodeOf = (input: string): string => input.replace(/^\^/, "").replace(/:\d+$/, "");

/** Nodes that the given ones need, in the order of recording. */
function neededBy(roots: readonly string[], nodes: readonly RecordedNode[]): RecordedNode[] {
  const wanted = new Set(roots);
  const found: RecordedNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!wanted.has(node.name)) continue;
    found.push(node);
    for (const input of node.inputs) wanted.add(nodeOf(input));
  }
  return found.reverse();
}

/** Walk through the nodes as they were recorded, letting go of each value after its last use. */
function peak(nodes: readonly RecordedNode[], bytes: ReadonlyMap<string, number>): number {
  const lastUse = new Map<string, number>();
  for (const [i, node] of nodes.entries()) for (const input of node.inputs) lastUse.set(nodeOf(input), i);
  let [alive, most] = [0, 0];
  nodes.forEach((node, i) => {
    alive += bytes.get(node.name) ?? 0;
    most = Math.max(most, alive);
    for (const name of new Set(node.inputs.map(nodeOf))) if (lastUse.get(name) === i) alive -= bytes.get(name) ?? 0;
  });
  return most;
}

/**
 * Estimate a Program's memory from a recording, for the choice of a micro-batch. Nothing is computed and no addon is needed.
 * Real runs take somewhat more: TensorFlow may run operations earlier than they were recorded, and its kernels take scratch space.
 */
export async function estimateBytes(definition: ProgramDefinition): Promise<BytesEstimate> {
  const { recorder, entries } = recordProgram(await ensureGraphBackend(), definition);
  const state = 4 * definition.state.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
  const peaks = [...entries].map(([name, entry]) => {
    const nodes = neededBy([...entry.outputs.values(), entry.done], recorder.nodes);
    return [name, peak(nodes, recorder.bytes)] as const;
  });
  return { state, entries: Object.fromEntries(peaks) };
}
