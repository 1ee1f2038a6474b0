import { fileURLToPath } from "node:url";
import type { BackboneFamily, BackboneModel, HostTensor } from "@liftjs/contracts";
import { readSafetensors, type SafetensorsFile } from "@liftjs/tensor-files";
import { clipResnet, clipVit, dinov2, resnet, vit } from "../src/index.js";

/** A file written by tooling/parity/backbones.py. */
export const openFixture = (name: string): SafetensorsFile =>
  readSafetensors(fileURLToPath(new URL(`./fixtures/${name}.safetensors`, import.meta.url)));

const WEIGHTS = "weights.";

/** The weights in it, under the names of the library that made them. */
const weightsOf = (file: SafetensorsFile): Record<string, HostTensor> =>
  Object.fromEntries(
    file
      .names()
      .filter((name) => name.startsWith(WEIGHTS))
      .map((name) => [name.slice(WEIGHTS.length), file.read(name)]),
  );

/** The model that a fixture's weights belong to, perhaps with some options changed, and its values. */
export function adopted(
  file: SafetensorsFile,
  changed: object = {},
): { model: BackboneModel; values: Record<string, HostTensor> } {
  const family = families[file.metadata["family"]!]!;
  const options = { ...(JSON.parse(file.metadata["options"]!) as object), ...changed };
  const model = family.build(family.parse(options));
  return { model, values: family.adopt(model, weightsOf(file)) };
}

/** Every family by name. */
const families: Readonly<Record<string, BackboneFamily<never>>> = Object.fromEntries(
  [clipVit, vit, dinov2, clipResnet, resnet].map((family) => [family.name, family as never]),
);

/** Fixtures of features, and those of them with texts. */
export const everyCase = [
  "clip-huggingface",
  "clip-openclip",
  "vit-timm",
  "vit-huggingface",
  "dinov2",
  "dinov2-registers",
  "clip-resnet",
  "resnet",
];
export const textCases = ["clip-huggingface", "clip-openclip", "clip-resnet"];

/** Where each row of ids has its largest. */
export const endsOf = ({ data, shape: [count, length] }: HostTensor): number[] =>
  Array.from({ length: count! }, (_, i) => {
    const row = data.subarray(i * length!, (i + 1) * length!);
    return row.indexOf(Math.max(...row));
  });
