import { LiftError, type HostTensor, type HostTensors } from "@liftjs/contracts";
import type { TunedModel } from "../tuned-model.js";

/** A method whose tensors stay beside the weights, since its mathematics does not fold into them. */
export interface Unmerged {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** By the method's own names. */
  readonly own: HostTensors;
}

export interface WholeWeights {
  /** The backbone's parameters, trained ones in place and methods folded in where they can be. */
  readonly backbone: HostTensors;
  readonly unmerged: readonly Unmerged[];
  /** `weight [C, D]`, perhaps `bias [C]`. */
  readonly head: HostTensors;
}

/** A tensor that must be there. @throws LiftError `WEIGHTS` */
export function tensorOf(tensors: HostTensors, name: string): HostTensor {
  const found = tensors[name];
  if (!found) throw new LiftError("WEIGHTS", `the model holds no "${name}"`);
  return found;
}

const under = (values: HostTensors, prefix: string): Record<string, HostTensor> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );

/**
 * The weights of a tuned model as one whole.
 * @throws LiftError `CAPABILITY` where its rows are texts, or a head was not trained
 */
export function wholeWeights({ model, parts, base, values }: TunedModel): WholeWeights {
  if (model.template !== null || parts.config.zeroShot)
    throw new LiftError("CAPABILITY", 'the classifier is made of texts; export it as "adapter", "onnx" or "web"');
  const backbone: Record<string, HostTensor> = {};
  for (const { name } of model.backbone.parameters)
    if (!name.startsWith("text.")) backbone[name] = tensorOf(base.values, name);
  for (const { name, replaces } of model.tuned) if (replaces !== undefined) backbone[replaces] = tensorOf(values, name);
  const unmerged: Unmerged[] = [];
  model.attachments.forEach(({ name, attachment }, i) => {
    if (!attachment.parameters.length) return;
    const all = under(values, `${name}.`);
    const own = Object.fromEntries(attachment.parameters.map((p) => [p.name, tensorOf(all, p.name)]));
    if (attachment.merge) Object.assign(backbone, attachment.merge(backbone, own));
    else unmerged.push({ name, options: (parts.peft[i]?.options ?? {}) as Record<string, unknown>, own });
  });
  return { backbone, unmerged, head: under(values, "head.") };
}

/** Rows scaled to unit length, as heads do of which only directions count. */
export function unitRows({ shape, data }: HostTensor): HostTensor {
  const [rows = 1] = shape;
  const width = data.length / rows;
  const out = data.slice();
  for (let at = 0; at < out.length; at += width) {
    const row = out.subarray(at, at + width);
    const length = Math.max(1e-12, Math.hypot(...row));
    row.forEach((v, i) => {
      row[i] = v / length;
    });
  }
  return { shape, data: out };
}

/** The head as `W·f + b`, or null where it is none. */
export function asLinear(
  { parts, classNames }: TunedModel,
  head: HostTensors,
): { weight: HostTensor; bias: HostTensor } | null {
  const zeros = { shape: [classNames.length], data: new Float32Array(classNames.length) };
  const weight = tensorOf(head, "weight");
  const { name } = parts.classifier.plugin;
  if (name === "linear") return { weight, bias: head["bias"] ?? zeros };
  return name === "l2" ? { weight: unitRows(weight), bias: zeros } : null;
}
