import { fileURLToPath } from "node:url";
import type { BackboneFamily, BackboneModel, HostTensor } from "@liftjs/contracts";
import { readSafetensors, type SafetensorsFile } from "@liftjs/core-tensor";

/** A file written by tooling/parity/backbones.py. */
export const openFixture = (name: string): Promise<SafetensorsFile> => readSafetensors(fileURLToPath(new URL(`./fixtures/${name}.safetensors`, import.meta.url)));

const WEIGHTS = "weights.";

/** The weights in it, under the names of the library that made them. */
export async function weightsOf(file: SafetensorsFile): Promise<Record<string, HostTensor>> {
  const names = file.names().filter((name) => name.startsWith(WEIGHTS));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name.slice(WEIGHTS.length), await file.read(name)] as const)));
}

/** The model that a fixture's weights belong to, perhaps with some options changed, and its values. */
export async function adopted<Options>(family: BackboneFamily<Options>, file: SafetensorsFile, changed: object = {}): Promise<{ model: BackboneModel; values: Record<string, HostTensor> }> {
  const options = { ...(JSON.parse(file.metadata["options"]!) as object), ...changed };
  const model = family.build(family.parse(options));
  return { model, values: family.adopt(model, await weightsOf(file)) };
}
