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
import { frozenName, type CellModel, type TrainedParameter } from "./assemble.js";
import type { ResolvedCell } from "./resolve.js";

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

/** State values of the frozen parameters. */
export const frozenValues = (model: CellModel, weights: HostTensors): Record<string, HostTensor> =>
  Object.fromEntries(model.frozen.map((p) => [frozenName(p.name), weights[p.name]!]));

/** Starting values of everything trained: the model's own where a method trains it as it is, else the plugin's, each from a stream of its own. */
export function trainedStart(model: CellModel, weights: HostTensors, seed: number): Record<string, HostTensor> {
  const random = randomStream(seed, "start");
  return Object.fromEntries(model.trained.map((p) => [p.name, startOf(p, weights, random)]));
}

function startOf(p: TrainedParameter, weights: HostTensors, random: RandomStream): HostTensor {
  if (p.replaces) return copy(weights[p.replaces]!);
  return p.fromModel ? { shape: p.shape, data: p.fromModel(weights) } : start(p, random);
}

const copy = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.slice() });

function unitRows(rows: Float32Array, width: number): Float32Array {
  const out = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += width) {
    let square = 0;
    for (let i = at; i < at + width; i++) square += rows[i]! ** 2;
    const norm = Math.max(Math.sqrt(square), 1e-12);
    for (let i = at; i < at + width; i++) out[i] = rows[i]! / norm;
  }
  return out;
}

/** Where rows are text features there is no head to start. @throws LiftError `CAPABILITY` when a cell asks for one nevertheless */
export function checkInitializer({ initializer: { plugin } }: ResolvedCell, model: CellModel): void {
  if (model.template !== null && plugin.needs.head !== false)
    throw new LiftError(
      "CAPABILITY",
      `initializer "${plugin.name}" has no head to start: the rows are text features; use "random"`,
    );
}

/** Give the head the initialiser's rows; null keeps the classifier's own start. Rows of a directional head get unit length. */
export async function initialiseHead(
  cell: ResolvedCell,
  model: CellModel,
  context: InitializerContext,
  values: Record<string, HostTensor>,
): Promise<void> {
  if (!values["head.weight"]) return;
  const rows = await cell.initializer.plugin.rows(cell.initializer.options, context);
  if (!rows) return;
  const { shape } = values["head.weight"]!;
  const name = cell.initializer.plugin.name;
  if (rows.length !== sizeOf(shape))
    throw new LiftError(
      "SHAPE",
      `initializer "${name}" gave ${rows.length} values for a head of [${shape.join(", ")}]`,
    );
  if (!rows.every(Number.isFinite))
    throw new LiftError("NUMERIC", `initializer "${name}" gave values that are not finite`);
  values["head.weight"] = { shape, data: model.classifier.directional ? unitRows(rows, shape[1]!) : rows };
}
