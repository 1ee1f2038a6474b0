import { LiftError } from "@liftjs/contracts";
import { PlainObject, type PickleValue } from "@liftjs/tensor-files";
import { ArchiveTensor } from "./torch-rules.js";

/** Keys under which checkpoints keep the model's state beside an optimiser's and other things. */
const wrappers = ["state_dict", "model_state_dict", "model", "teacher", "network", "net"];
const MAX_DEPTH = 64;
const MAX_TENSORS = 100_000;
const MAX_PATH = 1_000;
/** Values visited; what is shared is visited again at each place. */
const MAX_VISITS = 4_000_000;

const refuse = (what: string): never => {
  throw new LiftError("FORMAT", `the checkpoint ${what}`);
};

const childrenOf = (value: PickleValue): Iterable<readonly [PickleValue, PickleValue]> => {
  if (value instanceof PlainObject) return childrenOf(value.state);
  if (value instanceof Map) return value;
  return Array.isArray(value) ? value.entries() : [];
};

interface Visits {
  left: number;
}

function collect(root: PickleValue, visits: Visits): Map<string, ArchiveTensor> {
  const found = new Map<string, ArchiveTensor>();
  /** Containers that hold no tensor need no second visit, however often they are referred to. */
  const barren = new Set<PickleValue>();
  const visit = (value: PickleValue, path: string, depth: number): void => {
    if (depth > MAX_DEPTH || found.size > MAX_TENSORS || path.length > MAX_PATH || visits.left-- === 0)
      refuse(`is nested too deeply, refers to itself or has too many values, at "${path.slice(0, 80)}"`);
    if (value instanceof ArchiveTensor) {
      add(path, value);
      return;
    }
    if (barren.has(value)) return;
    const before = found.size;
    for (const [key, child] of childrenOf(value))
      if (typeof key === "string" || typeof key === "number")
        visit(child, path ? `${path}.${key}` : String(key), depth + 1);
    if (found.size === before) barren.add(value);
  };
  const add = (path: string, tensor: ArchiveTensor): void => {
    if (found.has(path)) refuse(`has two tensors called "${path.slice(0, 200)}"`);
    found.set(path, tensor);
  };
  visit(root, "", 0);
  return found;
}

/** The model's part of a checkpoint that keeps more than it. */
function modelPart(root: PickleValue, visits: Visits): PickleValue {
  if (!(root instanceof Map)) return root;
  const part = wrappers
    .map((name) => root.get(name))
    .find((value) => value instanceof Map && collect(value, visits).size > 0);
  return part === undefined ? root : modelPart(part, visits);
}

function withoutPrefix(tensors: Map<string, ArchiveTensor>, prefix: string): Map<string, ArchiveTensor> {
  const all = [...tensors];
  return all.length && all.every(([name]) => name.startsWith(prefix))
    ? new Map(all.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
    : tensors;
}

/**
 * The tensors of a checkpoint by dotted name, as `state_dict()` would call them: nested dictionaries, lists and module
 * objects are joined by dots, a wrapper such as `{"state_dict": …, "epoch": …}` is opened, `module.` of parallel training goes.
 * @throws LiftError `FORMAT` beyond 64 levels, 100,000 tensors, names of 1,000 letters or 4,000,000 values
 */
export function flattenCheckpoint(root: PickleValue): Map<string, ArchiveTensor> {
  const visits = { left: MAX_VISITS };
  return withoutPrefix(collect(modelPart(root, visits), visits), "module.");
}
