import { LiftError } from "@liftjs/contracts";
import { checkExpansion, fileSize, unpickle, type ZipMember } from "@liftjs/tensor-files";
import { weightFile, type LazyTensor, type WeightFile } from "../weight-file.js";
import { flattenCheckpoint } from "./flatten.js";
import { loadCost, loadView } from "./strided-tensor.js";
import { MAX_PICKLE_BYTES, torchRules } from "./torch-rules.js";

const text = (member: ZipMember | undefined): string =>
  member && member.bytes < 256 ? new TextDecoder().decode(member.readAt(0, member.bytes)).trim() : "";

function checkByteOrder(path: string, order: string): void {
  if (order && order !== "little")
    throw new LiftError(
      "FORMAT",
      `"${path}" was written on a machine of byte order "${order}"; only little-endian files are read`,
    );
}

/**
 * A zip archive of `torch.save` or of TorchScript: a pickle of the structure, and one member for each storage.
 * Views and tensors that share a storage come as what they are in Python. Constants of TorchScript's code are left out.
 * The pickle has at most 64 MiB; all tensors together take at most 64 MiB and 16 times the file, however often they share a storage.
 * @throws LiftError `FORMAT` when it is damaged, would take more, or its pickle names anything but constructors of tensors
 */
export function torchFile(path: string, members: ReadonlyMap<string, ZipMember>): WeightFile {
  const pickles = [...members.values()].filter(({ name }) => /(^|\/)data\.pkl$/.test(name));
  const pickle = pickles.reduce((a, b) => (b.name.length < a.name.length ? b : a));
  const prefix = pickle.name.slice(0, -"data.pkl".length);
  checkByteOrder(path, text(members.get(`${prefix}byteorder`)));
  if (pickle.bytes > MAX_PICKLE_BYTES)
    throw new LiftError("FORMAT", `the pickle of "${path}" has ${pickle.bytes} bytes; ${MAX_PICKLE_BYTES} are allowed`);
  const rules = torchRules((key) => members.get(`${prefix}data/${key}`));
  const tensors = flattenCheckpoint(unpickle(pickle.readAt(0, pickle.bytes), rules));
  checkExpansion(
    `"${path}"`,
    [...tensors.values()].reduce((sum, { view }) => sum + loadCost(view), 0),
    fileSize(path),
  );
  const lazy = [...tensors].map(([name, { view }]): [string, LazyTensor] => [
    name,
    { shape: view.shape, load: () => loadView(view) },
  ]);
  return weightFile(members.has(`${prefix}constants.pkl`) ? "torchscript" : "torch", new Map(lazy));
}
