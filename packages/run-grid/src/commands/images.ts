import type { Argv } from "yargs";
import { defineCommand } from "../cli/define-command.js";
import { writeSafetensors } from "@liftjs/tensor-files";
import { cifarLongTailIndices } from "@liftjs/datasets";
import { LiftError } from "@liftjs/contracts";
import { loadImage, runRecipes, transformSpec, type RgbImage } from "@liftjs/image-ops";
import { integers, jsonArgument, needTensor, openTensors, say } from "./common.js";

interface TransformArguments {
  readonly spec: string;
  readonly image: string;
  readonly out: string;
}

async function runTransform({ spec, image, out }: TransformArguments): Promise<void> {
  const recipes = transformSpec(jsonArgument(spec, "spec"));
  const views = runRecipes(await loadImage({ type: "file", path: image }), recipes);
  const [{ width, height }] = views as [RgbImage];
  const data = Uint8Array.from(views.flatMap((view) => [...view.data]));
  const shape = views.length === 1 ? [height, width, 3] : [views.length, height, width, 3];
  writeSafetensors(out, { image: { shape, data } });
  say(`image [${shape.join(", ")}], written to ${out}`);
}

/** `lift transform`: the bytes that a test transform makes of a picture. */
export const transformCommand = defineCommand({
  command: "transform <image>",
  describe: "decode, resize and crop a picture as evaluation does",
  builder: (y: Argv) =>
    y
      .positional("image", { type: "string", demandOption: true })
      .option("spec", {
        type: "string",
        demandOption: true,
        describe: 'such as {"resize":256,"crop":224,"interpolation":"bicubic"}',
      })
      .option("out", { type: "string", demandOption: true, describe: "safetensors to write" }),
  handler: runTransform,
});

interface SplitArguments {
  readonly dataset: string;
  readonly ratio: number;
  readonly labels: string;
  readonly out: string;
}

function runSplit({ dataset, ratio, labels, out }: SplitArguments): void {
  const classes = { "cifar10-lt": 10, "cifar100-lt": 100 }[dataset];
  if (!classes) throw new LiftError("OPTIONS", `no split rule for "${dataset}"; known: cifar10-lt, cifar100-lt`);
  const file = openTensors(labels);
  needTensor(file, labels, "labels", ["n"]);
  const indices = Int32Array.from(cifarLongTailIndices(integers(file, "labels"), { classes, ratio }));
  writeSafetensors(out, { indices: { shape: [indices.length], data: indices } });
  say(`${indices.length} indices of ${dataset} with ratio ${ratio}, written to ${out}`);
}

/** `lift split`: the images that a long-tailed split keeps. */
export const splitCommand = defineCommand({
  command: "split <dataset>",
  describe: "the indices that a long-tailed CIFAR keeps",
  builder: (y: Argv) =>
    y
      .positional("dataset", { type: "string", demandOption: true })
      .option("ratio", { type: "number", demandOption: true, describe: "largest class over smallest" })
      .option("labels", { type: "string", demandOption: true, describe: "safetensors with labels [n]" })
      .option("out", { type: "string", demandOption: true, describe: "safetensors to write" }),
  handler: runSplit,
});
