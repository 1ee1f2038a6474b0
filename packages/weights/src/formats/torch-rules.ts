import {
  GlobalName,
  refusePickle,
  type NumberType,
  type PickleDict,
  type PickleRules,
  type PickleValue,
  type ZipMember,
} from "@liftjs/tensor-files";
import { checkedView, type Storage, type View } from "./strided-tensor.js";

export const MAX_PICKLE_BYTES = 64 * 2 ** 20;
const utf8 = new TextDecoder();

/** A tensor of the archive; a class of its own so that the walk through a checkpoint knows it. */
export class ArchiveTensor {
  constructor(readonly view: View) {}
}

const storageTypes: Readonly<Record<string, readonly [NumberType, number]>> = {
  DoubleStorage: ["F64", 8], FloatStorage: ["F32", 4], HalfStorage: ["F16", 2], BFloat16Storage: ["BF16", 2], LongStorage: ["I64", 8],
  IntStorage: ["I32", 4], ShortStorage: ["I16", 2], CharStorage: ["I8", 1], ByteStorage: ["U8", 1], BoolStorage: ["BOOL", 1],
}; // prettier-ignore

type Constructor = (parameters: readonly PickleValue[]) => PickleValue;

function asTensor(value: PickleValue | undefined): ArchiveTensor {
  return value instanceof ArchiveTensor ? value : refusePickle("a parameter is made from something that is no tensor");
}

const listOf = (value: PickleValue | undefined): PickleValue[] =>
  Array.isArray(value) ? value : refusePickle("a shape or a list was expected");

const rebuildTensor: Constructor = ([storage, offset, shape, strides]) => {
  if (!(storage instanceof StorageHandle)) return refusePickle("a tensor is made from something that is no storage");
  return new ArchiveTensor(checkedView(storage.storage, offset, listOf(shape), listOf(strides)));
};

const dictOf: Constructor = ([pairs]) => {
  const entries = pairs instanceof Map ? [...pairs] : listOf(pairs ?? []).map(listOf);
  return new Map(entries.map(([key, value]) => [key ?? null, value ?? null])) as PickleDict;
};

/** A subclass of a tensor: `(function, type, parameters, state)`. */
const rebuildFromType: Constructor = ([inner, , parameters]) =>
  inner instanceof GlobalName
    ? callAllowed(inner, listOf(parameters))
    : refusePickle("a tensor's constructor is no function");

const first: Constructor = ([value]) => value ?? null;
const nothing: Constructor = () => null;

/** Everything that a pickle may call, and what we do instead of calling it. NumPy's and other values become nothing. */
const constructors: ReadonlyMap<string, Constructor> = new Map([
  ["collections.OrderedDict", dictOf],
  ["collections.defaultdict", () => new Map()],
  ["collections.Counter", dictOf],
  ["torch._utils._rebuild_tensor", rebuildTensor],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_parameter", ([data]) => asTensor(data)],
  ["torch._utils._rebuild_parameter_with_state", ([data]) => asTensor(data)],
  ["torch._tensor._rebuild_from_type_v2", rebuildFromType],
  ["torch.jit._pickle.build_intlist", first],
  ["torch.jit._pickle.build_doublelist", first],
  ["torch.jit._pickle.build_boollist", first],
  ["torch.jit._pickle.build_tensorlist", first],
  ["torch.jit._pickle.restore_type_tag", first],
  ["torch.Size", first],
  ["torch.device", first],
  ["torch.serialization._get_layout", first],
  ["builtins.set", first],
  ["builtins.frozenset", first],
  ["__builtin__.set", first],
  ["numpy.core.multiarray.scalar", nothing],
  ["numpy._core.multiarray.scalar", nothing],
  ["numpy.core.multiarray._reconstruct", nothing],
  ["numpy._core.multiarray._reconstruct", nothing],
  ["numpy.dtype", nothing],
  ["_codecs.encode", nothing],
]);

/** Names that stand for a type and are never called. */
const TYPES =
  /^(torch\.(\w+Storage|u?int\d+|float\d+|bfloat16|bool|nn\.parameter\.Parameter|Tensor)|argparse\.Namespace|types\.SimpleNamespace|numpy\.ndarray|__torch__\..*)$/;

const allows = ({ path }: GlobalName): boolean => constructors.has(path) || TYPES.test(path);

function callAllowed(name: GlobalName, parameters: readonly PickleValue[]): PickleValue {
  const make = constructors.get(name.path);
  return make ? make(parameters) : refusePickle(`it calls "${name.path}", which is only a type`);
}

class StorageHandle {
  constructor(readonly storage: Storage) {}
}

/** `("storage", type, key, device, number of values)` → the archive's member of that key. */
function storageOf(id: PickleValue, member: (key: string) => ZipMember | undefined): StorageHandle {
  const [tag, type, key, , elements] = listOf(id);
  const [numbers, size] =
    (type instanceof GlobalName && type.module === "torch" && storageTypes[type.name]) ||
    refusePickle("a storage has no known type");
  const found =
    (tag === "storage" && typeof key === "string" && member(key)) ||
    refusePickle(`the storage ${JSON.stringify(key)} is not in the archive`);
  if (!Number.isSafeInteger(elements) || (elements as number) < 0 || (elements as number) * size > found.bytes)
    refusePickle(`the storage "${found.name}" has ${found.bytes} bytes and should have ${String(elements)} values`);
  return new StorageHandle({
    type: numbers,
    size,
    elements: elements as number,
    readAt: (offset, length) => found.readAt(offset, length),
  });
}

/**
 * What a PyTorch pickle may name: constructors of tensors, ordered dictionaries, TorchScript's module objects.
 * @param member the archive's member that holds the storage of a key
 */
export const torchRules = (member: (key: string) => ZipMember | undefined): PickleRules => ({
  allowed: "constructors of tensors. Save the tensors alone, as torch.save(model.state_dict(), path) or as safetensors",
  maxBytes: MAX_PICKLE_BYTES,
  allows,
  call: callAllowed,
  persistent: (id) => storageOf(id, member),
  byteString: (bytes) => utf8.decode(bytes),
  setState: () => undefined, // the attributes of dictionaries and tensors are of no use here
});
