import { LiftError } from "@liftjs/contracts";
import { fileSize, openZip, readFileRange, readNpz } from "@liftjs/tensor-files";
import { onnxFile } from "./formats/onnx.js";
import { safetensorsWeights, shardedWeights } from "./formats/safetensors-weights.js";
import { torchFile } from "./formats/torch-archive.js";
import { weightFile, type WeightFile } from "./weight-file.js";

const READS = "safetensors (also sharded, by its index JSON), PyTorch's zip archives and TorchScript, .npz, ONNX";
const RESAVE = "load it in Python and save it anew: torch.save(torch.load(path), new_path)";

type Kind = "zip" | "safetensors" | "index" | "onnx" | "pickle" | "tar" | "hdf5" | "gzip" | "unknown";

const startsWith = (head: Uint8Array, ...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
const textAt = (head: Uint8Array, at: number, text: string): boolean =>
  new TextDecoder("latin1").decode(head.subarray(at, at + text.length)) === text;

/** What a file is, by its first bytes; its name does not count. */
function kindOf(head: Uint8Array): Kind {
  if (textAt(head, 0, "PK\x03\x04")) return "zip";
  if (textAt(head, 8, "{") && head[7] === 0) return "safetensors";
  if (/^\s*\{/.test(new TextDecoder("latin1").decode(head.subarray(0, 64)))) return "index";
  if (textAt(head, 257, "ustar")) return "tar";
  if (startsWith(head, 0x80) && (head[1] ?? 255) <= 5) return "pickle";
  if (startsWith(head, 0x89, 0x48, 0x44, 0x46)) return "hdf5";
  if (startsWith(head, 0x1f, 0x8b)) return "gzip";
  return startsWith(head, 0x08) ? "onnx" : "unknown";
}

/** Why a kind of file is not read, and what to do. */
const refusals: Partial<Record<Kind, string>> = {
  pickle: `it is in PyTorch's format from before version 1.6, or a bare pickle; ${RESAVE}`,
  tar: `it is a tar, PyTorch's format from before version 0.2, or an archive to unpack first; ${RESAVE}`,
  hdf5: "it is HDF5; convert it to safetensors",
  gzip: "it is compressed; unpack it first",
};

function zipWeights(path: string): WeightFile {
  const members = openZip(path);
  const names = [...members.keys()];
  if (names.length && names.every((name) => name.endsWith(".npy"))) return weightFile("npz", readNpz(members));
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name))) return torchFile(path, members);
  throw new LiftError(
    "FORMAT",
    `"${path}" is a zip archive, but neither of PyTorch's (no data.pkl) nor of .npy arrays; it holds ${names.slice(0, 6).join(", ") || "nothing"}`,
  );
}

/**
 * Open a file of weights, whatever its format; the format is told by content, not by the file's name.
 * Nothing in a file is ever executed: pickles go through an allow-list of tensor constructors.
 * @throws LiftError `FORMAT` when it is damaged or of a format that is not read, `IO` when it cannot be opened
 */
export async function readWeights(path: string): Promise<WeightFile> {
  const kind = kindOf(readFileRange(path, 0, Math.min(512, fileSize(path))));
  if (kind === "zip") return zipWeights(path);
  if (kind === "safetensors") return safetensorsWeights(path);
  if (kind === "index") return shardedWeights(path, readShard);
  if (kind === "onnx") return onnxFile(path);
  throw new LiftError(
    "FORMAT",
    `"${path}" is no file of weights that can be read: ${refusals[kind] ?? `known are ${READS}`}`,
    { path },
  );
}

/** A shard is anything but another index. */
async function readShard(path: string): Promise<WeightFile> {
  if (kindOf(readFileRange(path, 0, Math.min(512, fileSize(path)))) === "index")
    throw new LiftError("FORMAT", `the shard "${path}" is an index itself`);
  return readWeights(path);
}
