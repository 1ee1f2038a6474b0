import { LiftError } from "@liftjs/contracts";
import { rootedAt, type FileTree } from "../archive/file-tree.js";
import { readBinaryBatch, readPythonBatch, readPythonNames, type CifarBatch } from "./records.js";

/** One of the two forms in which a CIFAR set is given away. */
export interface CifarVariant {
  readonly train: readonly string[];
  readonly test: string;
  readonly names: string;
  batch(bytes: Buffer, what: string): CifarBatch;
  classNames(bytes: Buffer, what: string): string[];
}
export interface CifarSet {
  readonly name: "cifar10-lt" | "cifar100-lt";
  readonly classes: number;
  /** Training images of a class in the whole set. */
  readonly perClass: number;
  readonly site: string;
  /** Archives and unpacked folders, in the order in which they are looked for. */
  readonly files: readonly string[];
  readonly variants: readonly CifarVariant[];
}

const lines = (bytes: Buffer): string[] => bytes.toString("utf8").split(/\r?\n/).filter(Boolean);
const batches = (suffix: string): string[] => [1, 2, 3, 4, 5].map((i) => `data_batch_${i}${suffix}`);
const python = { batch: readPythonBatch, classNames: readPythonNames };
const binary = (labelBytes: 1 | 2) => ({
  batch: (bytes: Buffer, what: string) => readBinaryBatch(bytes, labelBytes, what),
  classNames: lines,
});
const SITE = "https://www.cs.toronto.edu/~kriz/";

export const cifar10: CifarSet = {
  name: "cifar10-lt",
  classes: 10,
  perClass: 5000,
  site: SITE,
  files: ["cifar-10-python.tar.gz", "cifar-10-batches-py", "cifar-10-binary.tar.gz", "cifar-10-batches-bin"],
  variants: [
    { train: batches(""), test: "test_batch", names: "batches.meta", ...python },
    { train: batches(".bin"), test: "test_batch.bin", names: "batches.meta.txt", ...binary(1) },
  ],
};
export const cifar100: CifarSet = {
  name: "cifar100-lt",
  classes: 100,
  perClass: 500,
  site: SITE,
  files: ["cifar-100-python.tar.gz", "cifar-100-python", "cifar-100-binary.tar.gz", "cifar-100-binary"],
  variants: [
    { train: ["train"], test: "test", names: "meta", ...python },
    { train: ["train.bin"], test: "test.bin", names: "fine_label_names.txt", ...binary(2) },
  ],
};

/** The variant whose files a tree holds, with the tree seen from their folder. @throws LiftError `DATA` when it holds none */
export function variantOf(set: CifarSet, tree: FileTree): { readonly variant: CifarVariant; readonly root: FileTree } {
  for (const variant of set.variants) {
    const root = rootedAt(tree, variant.names);
    const names = new Set(root?.names);
    if (root && [...variant.train, variant.test].every((file) => names.has(file))) return { variant, root };
  }
  const wanted = set.variants.map(({ train, test, names }) => [...train, test, names].join(", ")).join("; or ");
  throw new LiftError(
    "DATA",
    `${set.name}: ${tree.where} is another or an incomplete archive; it should hold ${wanted}. Get one of ${set.files.filter((f) => f.endsWith("gz")).join(", ")} from ${set.site}`,
  );
}
