import { LiftError, type Sample } from "@liftjs/contracts";
import { readLines, rootedAt, type FileTree } from "../archive/file-tree.js";

export interface TinyImagenetLayout {
  readonly tree: FileTree;
  readonly wnids: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly annotations: readonly (readonly [file: string, wnid: string])[];
}

/**
 * Read the text files of Tiny ImageNet's own layout.
 * @throws LiftError `DATA` when `wnids.txt` or another of them is not there: then it is another archive
 */
export async function readLayout(found: FileTree): Promise<TinyImagenetLayout> {
  const tree = rootedAt(found, "wnids.txt");
  if (!tree)
    throw new LiftError(
      "DATA",
      `tiny-imagenet-lt: ${found.where} has no wnids.txt, so it is not Tiny ImageNet; it should hold wnids.txt, words.txt, train/ and val/`,
    );
  for (const needed of ["words.txt", "val/val_annotations.txt"]) {
    if (!tree.names.includes(needed))
      throw new LiftError("DATA", `tiny-imagenet-lt: ${found.where} lacks ${needed}; unpack the whole archive`);
  }
  const words = (await readLines(tree, "words.txt")).map((line) => line.split("\t"));
  const annotations = (await readLines(tree, "val/val_annotations.txt")).map((line) => line.split("\t"));
  return {
    tree,
    wnids: (await readLines(tree, "wnids.txt")).map((line) => line.trim()),
    names: new Map(words.map(([wnid, text]) => [wnid ?? "", firstSynonym(text ?? "")])),
    annotations: annotations.map(([file, wnid]) => [file ?? "", wnid ?? ""] as const),
  };
}

/** `"tabby, tabby cat"` is called tabby. */
const firstSynonym = (text: string): string => text.replace(/,.*/s, "").trim();

/** The official validation photos of the chosen classes, which are the test set, in the order of their annotations. */
export function testSamples({ tree, annotations }: TinyImagenetLayout, labels: ReadonlyMap<string, number>): Sample[] {
  const present = new Set(tree.names);
  return annotations.flatMap(([file, wnid]) => {
    const label = labels.get(wnid);
    if (label === undefined) return [];
    const id = `val/images/${file}`;
    if (!present.has(id))
      throw new LiftError("DATA", `tiny-imagenet-lt: ${tree.where} lacks ${id}, which val_annotations.txt names`);
    return [{ id, label, source: tree.source(id) }];
  });
}
