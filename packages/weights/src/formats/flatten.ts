import { LiftError } from "@liftjs/contracts";
import { PlainObject, type PickleValue } from "@liftjs/tensor-files";
import { ArchiveTensor } from "./torch-rules.js";

/** Keys under which checkpoints keep the model's state beside an optimiser's and other things. */
const wrappers = ["state_dict", "model_state_dict", "model", "teacher", "network", "net"];
const MAX_DEPTH = 64;
const MAX_TENSORS = 100_000;

const refuse = (what: string): never => {
  throw new LiftError("FORMAT", `the checkpoint ${what}`);
};

const childrenOf = (value: PickleValue): Iterable<readonly [PickleValue, PickleValue]> => {
  if (value instanceof PlainObject) return childrenOf(value.state);
  if (value instanceof Map) return value;
  return Array.isArray(value) ? value.entries() : [];
};

function collect(root: PickleValue): Map<string, ArchiveTensor> {
  const found = new Map<string, ArchiveTensor>();
  /** Containers that hold no tensor need no second visit, however often they are referred to. */
  const barren = new Set<PickleValue>();
  const visit = (value: PickleValue, path: string, depth: number): void => {
    if (depth > MAX_DEPTH || found.size > MAX_TENSORS)
      refuse(`is nested too deeply, refers to itself or has too many tensors, at "${path.slice(0, 80)}"`);
    if (value instanceof ArchiveTensor) return add(path, value);
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
function modelPart(root: PickleValue): PickleValue {
  if (!(root instanceof Map)) return root;
  const key = wrappers.find((name) => root.get(name) instanceof Map && collect(root.get(name)!).size > 0);
  return key === undefined ? root : modelPart(root.get(key)!);
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
 * @throws LiftError `FORMAT` when the nesting is endless
 */
export const flattenCheckpoint = (root: PickleValue): Map<string, ArchiveTensor> =>
  withoutPrefix(collect(modelPart(root)), "module.");
