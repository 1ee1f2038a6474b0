import {
  LiftError,
  sizeOf,
  type HostTensor,
  type HostTensors,
  type InitializerContext,
  type ParameterSpec,
  type RandomStream,
} from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import type { ResolvedCell } from "../cell/resolve.js";
import { frozenName, type FeatureModel, type TrainedParameter } from "./features.js";
import type { Model } from "./model.js";

function start(spec: ParameterSpec, random: RandomStream): HostTensor {
  if (!spec.initial) throw new LiftError("WEIGHTS", `"${spec.name}" has neither weights nor a starting value`);
  const data = spec.initial(random.fork(spec.name));
  if (data.length !== sizeOf(spec.shape))
    throw new LiftError(
      "SHAPE",
      `the start of "${spec.name}" has ${data.length} values for shape [${spec.shape.join(", ")}]`,
    );
  return { shape: spec.shape, data };
}

/** Values of an architecture without weights: random, a function of the seed. */
export const randomWeights = (parameters: readonly ParameterSpec[], seed: number): Record<string, HostTensor> =>
  Object.fromEntries(parameters.map((p) => [p.name, start(p, randomStream(seed, "backbone"))]));

/** A value of the backbone. @throws LiftError `WEIGHTS` when the weights lack it */
function weightOf(weights: HostTensors, name: string): HostTensor {
  const found = weights[name];
  if (!found) throw new LiftError("WEIGHTS", `the weights hold no "${name}"; are they of another architecture?`);
  return found;
}

/** State values of the frozen parameters. */
export const frozenValues = (model: FeatureModel, weights: HostTensors): Record<string, HostTensor> =>
  Object.fromEntries(model.frozen.map((p) => [frozenName(p.name), weightOf(weights, p.name)]));

/** Starting values of everything that an adapter holds: the model's own where a method trains it as it is, else the plugin's, each from a stream of its own. */
export function trainedStart(model: Model, weights: HostTensors, seed: number): Record<string, HostTensor> {
  const random = randomStream(seed, "start");
  return Object.fromEntries([...model.trained, ...model.kept].map((p) => [p.name, startOf(p, weights, random)]));
}

function startOf(p: TrainedParameter | ParameterSpec, weights: HostTensors, random: RandomStream): HostTensor {
  if ("replaces" in p) return copy(weightOf(weights, p.replaces));
  return p.fromModel ? { shape: p.shape, data: p.fromModel(weights) } : start(p, random);
}

const copy = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.slice() });

/** Each row of `[C, width]` scaled to unit length. */
function unitRows(rows: Float32Array, width: number): Float32Array {
  const out = Float32Array.from(rows);
  for (let at = 0; at < out.length; at += width) {
    const row = out.subarray(at, at + width);
    const norm = Math.max(Math.sqrt(row.reduce((sum, v) => sum + v * v, 0)), 1e-12);
    row.forEach((v, i) => (row[i] = v / norm));
  }
  return out;
}

/** Where rows are text features there is no head to start. @throws LiftError `CAPABILITY` when a cell asks for one nevertheless */
export function checkInitializer({ initializer: { plugin } }: Pick<ResolvedCell, "initializer">, model: Model): void {
  if (model.template !== null && plugin.needs.head !== false)
    throw new LiftError(
      "CAPABILITY",
      `initializer "${plugin.name}" has no head to start: the rows are text features; use "random"`,
    );
}

/** Give the head the initialiser's rows; null keeps the classifier's own start. Rows of a directional head get unit length. */
export async function initialiseHead(
  { initializer: { plugin, options } }: Pick<ResolvedCell, "initializer">,
  model: Model,
  context: InitializerContext,
  values: Record<string, HostTensor>,
): Promise<void> {
  const head = values["head.weight"];
  if (!head) return;
  const rows = await plugin.rows(options, context);
  if (!rows) return;
  const { shape } = head;
  if (rows.length !== sizeOf(shape))
    throw new LiftError(
      "SHAPE",
      `initializer "${plugin.name}" gave ${rows.length} values for a head of [${shape.join(", ")}]`,
    );
  if (!rows.every(Number.isFinite))
    throw new LiftError("NUMERIC", `initializer "${plugin.name}" gave values that are not finite`);
  values["head.weight"] = { shape, data: model.classifier.directional ? unitRows(rows, model.rowWidth) : rows };
}
