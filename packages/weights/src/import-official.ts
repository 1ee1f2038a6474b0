import { LiftError, type HostTensor } from "@liftjs/contracts";
import { outFirst, squeezedTo } from "./naming/layouts.js";
import { pair, rule, type Rule } from "./naming/naming.js";
import { readWeights } from "./read-weights.js";
import { tensorsOf } from "./weight-file.js";

const at = (list: string): string => `tuner\\.${list}\\.(\\d+)`;

const bottleneck = (list: string, peft: string): Rule[] => [
  pair(`${at(list)}\\.ln`, `${peft}.blocks.$1.norm`),
  pair(`${at(list)}\\.down_proj`, `${peft}.blocks.$1.down`),
  pair(`${at(list)}\\.up_proj`, `${peft}.blocks.$1.up`),
];
/** Theirs are `A [D, R]`, `B [R, D]`; ours `a [R, D]`, `b [D, R]`. */
const lowRank = (list: string, theirs: string, ours: string): Rule[] => [
  rule(`${at(list)}\\.${theirs}\\.lora_A`, `${ours}.a`, outFirst(1)),
  rule(`${at(list)}\\.${theirs}\\.lora_B`, `${ours}.b`, outFirst(1)),
];
const scaleShift = (list: string, theirs: string, ours: string): Rule =>
  rule(`${at(list)}\\.${theirs}\\.(scale|shift)`, `ssf.blocks.$1.${ours}.$2`);

/** What the authors' code calls its modules, and what our adapter files do. */
const rules: readonly Rule[] = [
  rule("head\\.(weight|bias)", "head.$1"),
  ...bottleneck("adaptformer_list", "adaptformer"),
  rule(`${at("adaptformer_list")}\\.scale`, "adaptformer.blocks.$1.scale", squeezedTo(0)),
  ...bottleneck("adapter_list", "adapter"),
  ...["q", "v"].flatMap((part) => lowRank("lora_list", part, `lora.blocks.$1.${part}`)),
  ...lowRank("lora_mlp_list", "1", "lora-mlp.blocks.$1.mlp.in"),
  ...lowRank("lora_mlp_list", "2", "lora-mlp.blocks.$1.mlp.out"),
  rule(`${at("vpt_list")}\\.prompt`, "vpt.blocks.$1.prompt", squeezedTo(2)),
  ...(["attn", "mlp"] as const).flatMap((part) =>
    ["in", "out"].map((side) => scaleShift(`ssf_${part}_list`, `${part}_${side}`, `${part}.${side}`)),
  ),
  scaleShift("ssf_ln_list", "ln_1", "norm1"),
  scaleShift("ssf_ln_list", "ln_2", "norm2"),
];

type Part = readonly [name: string, width: number];
type Orders = readonly (readonly Part[])[];
/** The part that comes `i`-th when an order is gone through again and again. */
const partAt = (order: readonly Part[], i: number): Part => order[i % order.length] ?? ["", NaN];

/** Parts of a block in the order in which its module lists them: OpenAI's CLIP, then timm's ViT; widths in multiples of D. */
const partsOfLists: Readonly<Record<string, Orders>> = {
  bias_tuned: [
    [["attn.qkv.bias", 3], ["attn.out.bias", 1], ["norm1.bias", 1], ["mlp.in.bias", 4], ["mlp.out.bias", 1], ["norm2.bias", 1]],
    [["norm1.bias", 1], ["attn.qkv.bias", 3], ["attn.out.bias", 1], ["norm2.bias", 1], ["mlp.in.bias", 4], ["mlp.out.bias", 1]],
  ],
  ln_tuned: [[["norm1.weight", 1], ["norm1.bias", 1], ["norm2.weight", 1], ["norm2.bias", 1]]],
}; // prettier-ignore
const peftOfList: Readonly<Record<string, string>> = { bias_tuned: "bitfit", ln_tuned: "layernorm" };

type Named = readonly (readonly [string, HostTensor])[];

const lastNumber = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);

/** A plain list of tensors: its entries are told apart by their widths, block after block from the first. */
function renameList(list: string, orders: Orders, entries: Named): Named {
  const sorted = [...entries].sort(([a], [b]) => lastNumber(a) - lastNumber(b));
  const widths = sorted.map(([, { shape }]) => shape[0] ?? 0);
  const unit = Math.min(...widths);
  const parts = orders.find(
    (order) => widths.length % order.length === 0 && widths.every((width, i) => width === unit * partAt(order, i)[1]),
  );
  if (!parts)
    throw new LiftError(
      "WEIGHTS",
      `the ${entries.length} tensors of "${list}" have the widths ${widths.slice(0, 8).join(", ")}…, which are not those of whole blocks`,
    );
  return sorted.map(([, tensor], i) => [
    `${peftOfList[list]}.blocks.${Math.floor(i / parts.length)}.${partAt(parts, i)[0]}`,
    tensor,
  ]);
}

function renameOne(name: string, tensor: HostTensor): readonly [string, HostTensor] | null {
  const found = rules.find(({ from }) => from.test(name));
  return found ? [name.replace(found.from, found.to), found.layout(tensor)] : null;
}

/** One prompt at the first block is VPT-shallow; prompts of several blocks are VPT-deep. */
function nameOfPrompts(tensors: Named): Named {
  const prompts = tensors.filter(([name]) => name.startsWith("vpt."));
  const [first, ...more] = prompts;
  const peft = first?.[0] === "vpt.blocks.0.prompt" && more.length === 0 ? "vpt-shallow" : "vpt-deep";
  return tensors.map(([name, tensor]) => [name.replace(/^vpt\./, `${peft}.`), tensor]);
}

/** A checkpoint of the authors' code in the names of our adapter files. */
export interface OfficialCheckpoint {
  /** The methods that it trains: "adaptformer", "lora", … */
  readonly pefts: readonly string[];
  /** `<peft>.blocks.<i>.<part>` and `head.*`, for `writeAdapter`. */
  readonly tensors: Record<string, HostTensor>;
}

/**
 * Read a checkpoint of the LIFT authors' code, `{"tuner": state dict, "head": state dict}` as `torch.save` writes it.
 * AdaptFormer, Adapter, LoRA (on q and v, and on the MLP), VPT, SSF, BitFit and LayerNorm tuning are known. The last two are
 * plain lists in the file, taken as all blocks from the first on. Fully tuned blocks and sparse masks are not imported.
 * @throws LiftError `WEIGHTS` when there is no head, or a tensor of another method; `FORMAT` as `readWeights`
 */
export async function importOfficial(path: string): Promise<OfficialCheckpoint> {
  const all = Object.entries(tensorsOf(await readWeights(path)));
  const lists = Object.entries(partsOfLists).map(
    ([list, orders]) => [list, orders, all.filter(([name]) => name.startsWith(`tuner.${list}.`))] as const,
  );
  const listed = new Set(lists.flatMap(([, , entries]) => entries.map(([name]) => name)));
  const single = all
    .filter(([name]) => !listed.has(name))
    .map(([name, tensor]) => ({ name, renamed: renameOne(name, tensor) }));
  const unknown = single.filter(({ renamed }) => !renamed).map(({ name }) => name);
  if (unknown.length)
    throw new LiftError(
      "WEIGHTS",
      `"${path}" has ${unknown.length} tensors that are not imported: ${unknown.slice(0, 8).join(", ")}. Known are the authors' adaptformer, adapter, lora, vpt, ssf, bias and layer-norm tuning, and the head`,
    );
  const named = [
    ...single.flatMap(({ renamed }) => (renamed ? [renamed] : [])),
    ...lists.flatMap(([list, orders, entries]) => (entries.length ? renameList(list, orders, entries) : [])),
  ];
  const tensors = Object.fromEntries(nameOfPrompts(named));
  if (!tensors["head.weight"])
    throw new LiftError(
      "WEIGHTS",
      `"${path}" has no "head.weight"; a checkpoint of the authors' code is {"tuner": …, "head": …}`,
    );
  return {
    tensors,
    pefts: [...new Set(Object.keys(tensors).map((name) => name.replace(/\..*/, "")))].filter((name) => name !== "head"),
  };
}
