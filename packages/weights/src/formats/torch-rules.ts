import {
  GlobalName,
  refusePickle,
  shownValue,
  type NumberType,
  type PickleRules,
  type PickleValue,
  type ZipMember,
} from "@liftjs/tensor-files";
import { checkedView, isCount, type Storage, type View } from "./strided-tensor.js";

export const MAX_PICKLE_BYTES = 64 * 2 ** 20;
const utf8 = new TextDecoder();

/** A tensor of the archive; a class of its own so that the walk through a checkpoint knows it. */
export class ArchiveTensor {
  constructor(readonly view: View) {}
}

const storageTypes: ReadonlyMap<string, readonly [NumberType, number]> = new Map([
  ["DoubleStorage", ["F64", 8]], ["FloatStorage", ["F32", 4]], ["HalfStorage", ["F16", 2]], ["BFloat16Storage", ["BF16", 2]],
  ["LongStorage", ["I64", 8]], ["IntStorage", ["I32", 4]], ["ShortStorage", ["I16", 2]], ["CharStorage", ["I8", 1]],
  ["ByteStorage", ["U8", 1]], ["BoolStorage", ["BOOL", 1]],
]); // prettier-ignore

type Spend = (values: number) => void;
type Constructor = (parameters: readonly PickleValue[], spend: Spend) => PickleValue;

function asTensor(value: PickleValue | undefined): ArchiveTensor {
  return value instanceof ArchiveTensor ? value : refusePickle("a parameter is made from something that is no tensor");
}

const listOf = (value: PickleValue | undefined): PickleValue[] =>
  Array.isArray(value) ? (value as PickleValue[]) : refusePickle("a shape or a list was expected");

const rebuildTensor: Constructor = ([storage, offset, shape, strides]) => {
  if (!(storage instanceof StorageHandle)) return refusePickle("a tensor is made from something that is no storage");
  return new ArchiveTensor(checkedView(storage.storage, offset, listOf(shape), listOf(strides)));
};

/** A dictionary is copied, as a pickle may go on to change the one that it was made from. */
const dictOf: Constructor = ([pairs], spend) => {
  spend(pairs instanceof Map ? pairs.size : listOf(pairs ?? []).length);
  if (pairs instanceof Map) return new Map(pairs);
  return new Map(
    listOf(pairs ?? [])
      .map(listOf)
      .map(([key, value]) => [key ?? null, value ?? null]),
  );
};

const FROM_TYPE = "torch._tensor._rebuild_from_type_v2";
/** A subclass of a tensor: `(function, type, parameters, state)`. */
const rebuildFromType: Constructor = ([inner, , parameters], spend) =>
  inner instanceof GlobalName && inner.path !== FROM_TYPE // its parameters could hold themselves
    ? callAllowed(inner, listOf(parameters), spend)
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
  [FROM_TYPE, rebuildFromType],
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

function callAllowed(name: GlobalName, parameters: readonly PickleValue[], spend: Spend): PickleValue {
  const make = constructors.get(name.path);
  return make ? make(parameters, spend) : refusePickle(`it calls "${name.path}", which is only a type`);
}

class StorageHandle {
  constructor(readonly storage: Storage) {}
}

/** `("storage", type, key, device, number of values)` → the archive's member of that key. */
function storageOf(id: PickleValue, member: (key: string) => ZipMember | undefined): StorageHandle {
  const [tag, type, key, , elements] = listOf(id);
  const [numbers, size] =
    (type instanceof GlobalName && type.module === "torch" && storageTypes.get(type.name)) ||
    refusePickle("a storage has no known type");
  const found =
    (tag === "storage" && typeof key === "string" && member(key)) ||
    refusePickle(`the storage ${shownValue(key)} is not in the archive`);
  if (!isCount(elements) || elements * size > found.bytes)
    return refusePickle(
      `the storage "${found.name}" has ${found.bytes} bytes and should have ${shownValue(elements)} values`,
    );
  return new StorageHandle({
    type: numbers,
    size,
    elements,
    readCost: (bytes) => (found.packed ? found.bytes : bytes),
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
