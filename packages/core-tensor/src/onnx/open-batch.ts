import { LiftError } from "@liftjs/contracts";
import { sameShape, showShape } from "../program-checks.js";
import type { OnnxPort, OnnxRecording } from "./record.js";
import type { OnnxConstant, OnnxNode } from "./recorder.js";

/** Two numbers of images, primes that are unlikely to be the size of anything else in a model. */
export const BATCHES = [97, 101] as const;

/** The name of the axis that counts images. */
export const BATCH = "batch";

/** A dimension is a number, or that of the images. */
export interface OpenPort extends Omit<OnnxPort, "shape"> {
  readonly shape: readonly (number | typeof BATCH)[];
}

/** A graph for any number of images. */
export interface OpenGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OpenPort[];
  readonly outputs: readonly OpenPort[];
}

const refuse = (what: string): LiftError =>
  new LiftError(
    "KERNEL",
    `${what} when another number of images passes at once, so that one ONNX graph cannot stand for all; write the forward pass so that only shapes depend on it`,
  );

/** A number of two recordings as `factor · images + rest`, one of the two being 0. */
function affine(first: number, second: number, what: string): { factor: number; rest: number } {
  if (first === second) return { factor: 0, rest: first };
  const factor = first / BATCHES[0];
  if (Number.isInteger(factor) && factor === second / BATCHES[1]) return { factor, rest: 0 };
  throw refuse(`${what} changes from ${first} to ${second}`);
}

const sameValues = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
};

const uniform = (values: ArrayLike<number>): boolean => {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return values.length > 0;
};

/** The int64 vector `factors · images + rests`, computed in the graph and given a name. */
function vectorNodes(name: string, first: readonly number[], second: readonly number[]) {
  const parts = first.map((value, i) => affine(value, second[i] ?? 0, `a shape ${showShape(first)}`));
  const vector = (key: "factor" | "rest"): OnnxConstant => ({
    name: `${name}.${key}`,
    dtype: "int64",
    shape: [parts.length],
    values: parts.map((part) => part[key]),
  });
  const nodes: OnnxNode[] = [
    { operation: "Mul", inputs: [BATCH, `${name}.factor`], outputs: [`${name}.product`], attributes: {} },
    { operation: "Add", inputs: [`${name}.product`, `${name}.rest`], outputs: [name], attributes: {} },
  ];
  return { nodes, constants: [vector("factor"), vector("rest")] };
}

type Piece = Pick<OpenGraph, "nodes" | "constants">;

/** What a constant of two recordings is for any number of images. @param shapeOnly whether only reshapes use it */
function openConstant(a: OnnxConstant, b: OnnxConstant, shapeOnly: boolean): Piece {
  const same = sameShape(a.shape, b.shape);
  if (same && sameValues(a.values, b.values)) return { nodes: [], constants: [a] };
  if (same && a.dtype === "int64" && a.shape.length === 1) {
    const [first, second] = [Array.from(a.values), Array.from(b.values)];
    const differing = first.filter((value, i) => value !== second[i]).length;
    if (shapeOnly && differing === 1)
      return { nodes: [], constants: [{ ...a, values: first.map((value, i) => (value === second[i] ? value : -1)) }] };
    return vectorNodes(a.name, first, second);
  }
  const value: number | undefined = a.values[0];
  if (value === undefined || value !== b.values[0] || !uniform(a.values) || !uniform(b.values))
    throw refuse("a constant changes");
  const shape = vectorNodes(`${a.name}.shape`, a.shape, b.shape);
  const one: OnnxConstant = { name: `${a.name}.value`, dtype: a.dtype, shape: [], values: [value] };
  const inputs = [one.name, `${a.name}.shape`];
  return {
    nodes: [...shape.nodes, { operation: "Expand", inputs, outputs: [a.name], attributes: {} }],
    constants: [...shape.constants, one],
  };
}

function openPort(a: OnnxPort, b: OnnxPort): OpenPort {
  const shape = a.shape.map((size, axis) => {
    const { factor } = affine(size, b.shape[axis] ?? 0, `the shape of "${a.name}"`);
    if (factor > 1) throw refuse(`"${a.name}" has ${factor} rows an image, which`);
    return factor === 1 ? BATCH : size;
  });
  return { ...a, shape };
}

/** Names of constants that are the shape of reshapes and nothing else. */
function shapesOfReshapes(nodes: readonly OnnxNode[]): Set<string> {
  const elsewhere = new Set<string>();
  const shapes = new Set<string>();
  for (const { operation, inputs } of nodes)
    for (const [i, input] of inputs.entries()) (operation === "Reshape" && i === 1 ? shapes : elsewhere).add(input);
  return new Set([...shapes].filter((name) => !elsewhere.has(name)));
}

/** The node that counts the images of an input. `[1]` */
function counting(inputs: readonly OpenPort[]): OnnxNode {
  for (const { name, shape } of inputs) {
    const axis = shape.indexOf(BATCH);
    if (axis < 0) continue;
    const attributes = { start: { int: axis }, end: { int: axis + 1 } };
    return { operation: "Shape", inputs: [name], outputs: [BATCH], attributes };
  }
  throw new LiftError("SHAPE", "no input's shape follows the number of images; give an entry made for a batch");
}

/**
 * One graph from recordings at two numbers of images: where their numbers differ, they follow the number of images.
 * @throws LiftError `KERNEL` where the two do different things
 */
export function openBatch(first: OnnxRecording, second: OnnxRecording): OpenGraph {
  const [a, b] = [first.recorder, second.recorder];
  if (JSON.stringify(a.nodes) !== JSON.stringify(b.nodes) || a.constants.length !== b.constants.length)
    throw refuse("the operations change");
  const shapes = shapesOfReshapes(a.nodes);
  const pieces = a.constants.flatMap((constant, i) => {
    const other = b.constants[i];
    return other ? [openConstant(constant, other, shapes.has(constant.name))] : [];
  });
  const ports = (mine: readonly OnnxPort[], others: readonly OnnxPort[]): OpenPort[] =>
    mine.flatMap((port, i) => {
      const other = others[i];
      return other ? [openPort(port, other)] : [];
    });
  const inputs = ports(first.inputs, second.inputs);
  const computed = pieces.flatMap(({ nodes }) => nodes);
  return {
    nodes: [...(computed.length > 0 ? [counting(inputs)] : []), ...computed, ...a.nodes],
    constants: pieces.flatMap(({ constants }) => constants),
    inputs,
    outputs: ports(first.outputs, second.outputs),
  };
}
