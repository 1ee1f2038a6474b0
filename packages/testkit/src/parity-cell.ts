import { clipVit, dinov2, resnet, vit } from "@liftjs/backbones";
import type { BackboneFamily, HostTensor, Peft } from "@liftjs/contracts";
import type { Engine } from "@liftjs/core-tensor";
import { replay, type ReplayBatches, type ReplayOutput } from "@liftjs/training";
import { madeTensor, madeTensors, madeValues } from "./made-values.js";
import { cellOf } from "./training-steps.js";

/** What a fixture was made of. */
export interface ParityConfig {
  readonly backbone: { readonly family: string; readonly resolution: number } & Readonly<Record<string, unknown>>;
  readonly peft: readonly [{ readonly name: string } & Readonly<Record<string, unknown>>];
  readonly optimizer: { readonly learningRate: number; readonly momentum: number; readonly weightDecay: number };
  readonly epochs: number;
}

const BATCH = 4;
const families: readonly BackboneFamily[] = [clipVit, vit, dinov2, resnet];

function familyNamed(name: string): BackboneFamily {
  const found = families.find((family) => family.name === name);
  if (!found) throw new Error(`a fixture is of the family "${name}"; known: ${families.map((f) => f.name).join(", ")}`);
  return found;
}

/** Batches that any language makes alike; labels go round the classes. */
function madeBatches({ backbone: { resolution }, epochs }: ParityConfig, classes: number): ReplayBatches {
  const shape = [BATCH, resolution, resolution, 3];
  const images = Array.from({ length: epochs }, (_, step) => madeValues(`images.${step}`, shape, 2).data);
  const labels = Array.from({ length: epochs * BATCH }, (_, i) => (Math.floor(i / BATCH) + 2 * (i % BATCH)) % classes);
  const all = new Float32Array(images.reduce((n, { length }) => n + length, 0));
  images.forEach((data, step) => {
    all.set(data, step * data.length);
  });
  return { steps: epochs, size: BATCH, images: all, labels: Int32Array.from(labels) };
}

/** The cell of tooling/parity/peft.py through training's own steps: one method, the cosine head, logit adjustment, values made alike. */
export function parityReplay(
  engine: Engine,
  plugin: Peft,
  config: ParityConfig,
  counts: readonly number[],
): Promise<ReplayOutput> {
  const family = familyNamed(config.backbone.family);
  const model = family.build(family.parse(config.backbone));
  const { name, ...options } = config.peft[0];
  const facts = { classes: counts.length, classCounts: counts };
  const { optimizer, epochs } = config;
  const cell = cellOf({ model, facts, peft: [{ plugin, options }], optimizer, epochs });
  const base = madeTensors(model.parameters);
  const attachment = plugin.attach(model.host, plugin.parse(options), facts);
  const made = attachment.parameters.filter(({ fromModel }) => !fromModel);
  const given: Record<string, HostTensor> = {
    ...Object.fromEntries(made.map((spec) => [`${name}.${spec.name}`, madeTensor(`${name}.${spec.name}`, spec.shape)])),
    "head.weight": madeTensor("head.weight", [counts.length, model.host.featureWidth]),
  };
  return replay(engine, cell, base, madeBatches(config, counts.length), given);
}
