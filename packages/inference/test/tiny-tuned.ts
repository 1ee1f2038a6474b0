import { clipResnet, clipVit, dinov2, vit } from "@liftjs/backbones";
import { cosine } from "@liftjs/classifiers";
import { LiftError, type BackboneFamily, type HostTensor, type Peft, type Tte } from "@liftjs/contracts";
import type { Engine } from "@liftjs/core-tensor";
import { la } from "@liftjs/losses";
import { adaptFormer } from "@liftjs/peft-adaptformer";
import { full } from "@liftjs/peft-full";
import { lora } from "@liftjs/peft-lora";
import { ssf } from "@liftjs/peft-ssf";
import { vptDeep } from "@liftjs/peft-vpt";
import { startingValues, withNoise } from "@liftjs/testkit";
import { assemble, cellProgram, evaluateName, floatsOf, frozenValues, wholeState } from "@liftjs/training";
import { parseOptimizer } from "@liftjs/records";
import { off } from "@liftjs/tte";
import type { Outputs, TunedModel } from "@liftjs/inference";

const transformer = { width: 32, blocks: 2, heads: 2, patch: 8, resolution: 32 };

/** Small backbones of every family that is exported. */
export const tinyBackbones: Readonly<Record<string, { readonly family: BackboneFamily; readonly options: object }>> = {
  "clip-vit": { family: clipVit, options: { ...transformer, projection: 16 } },
  vit: { family: vit, options: transformer },
  dinov2: { family: dinov2, options: { ...transformer, registers: 2 } },
  "clip-resnet": {
    family: clipResnet,
    options: { width: 8, blocks: [1, 1, 1, 1], resolution: 64, projection: 16 },
  },
};

const method = (plugin: Peft, options: object = {}) => ({ plugin, options });

/** Methods by name, none for the head alone. */
export const tinyMethods: Readonly<Record<string, readonly { readonly plugin: Peft; readonly options: object }[]>> = {
  none: [],
  adaptformer: [method(adaptFormer, { bottleneck: 4 })],
  lora: [method(lora)],
  ssf: [method(ssf)],
  "vpt-deep": [method(vptDeep, { length: 3 })],
  full: [method(full)],
};

export interface TinyChoice {
  readonly backbone: string;
  readonly method: string;
  readonly classNames?: readonly string[];
  readonly tte?: { readonly plugin: Tte; readonly options: object };
}

const found = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const value = table[name];
  if (value === undefined) throw new LiftError("UNKNOWN_NAME", `no tiny "${name}"`);
  return value;
};

/** A tuned model of random values. */
export function tinyTuned(choice: TinyChoice): TunedModel {
  const { family: plugin, options } = found(tinyBackbones, choice.backbone);
  const built = plugin.build(plugin.parse(options));
  const classNames = choice.classNames ?? ["bee", "cat", "dog", "elk"];
  const facts = { classes: classNames.length, classCounts: classNames.map((_, c) => 10 - c) };
  const parts = {
    backbone: { family: plugin, model: built },
    peft: found(tinyMethods, choice.method).map(({ plugin: peft, options: own }) => ({
      plugin: peft,
      options: peft.parse(own),
    })),
    classifier: { plugin: cosine, options: cosine.parse({ scale: 10 }) },
    loss: { plugin: la, options: la.parse({}) },
    config: { backbone: { ...options, family: plugin.name }, seed: 0, zeroShot: false },
  } as TunedModel["parts"];
  const model = assemble(parts, facts);
  const base = withNoise(startingValues(built.parameters, 3), 3, 0.2);
  const taken = model.trained.flatMap(({ name, replaces }): [string, HostTensor][] =>
    replaces === undefined ? [] : [[name, found(base, replaces)]],
  );
  const own = [...model.trained, ...model.kept].filter((p) => !("replaces" in p && p.replaces !== undefined));
  const started = own.map((p) =>
    p.initial || p.fromModel ? p : { ...p, initial: () => new Float32Array(p.shape.reduce((a, b) => a * b, 1)) },
  );
  const tte = choice.tte ?? { plugin: off, options: {} };
  return {
    name: "tiny <model> & co.",
    folder: "",
    parts,
    model,
    base: { name: choice.backbone, sha256: "0".repeat(64), values: base },
    values: withNoise({ ...Object.fromEntries(taken), ...startingValues(started, 5, base) }, 7, 0.1),
    image: built.facts,
    classNames,
    classCounts: facts.classCounts,
    tte: { plugin: tte.plugin, options: tte.plugin.parse(tte.options) },
    seed: 0,
    precision: "float32",
    record: { base: { name: choice.backbone, sha256: "0".repeat(64) } },
  };
}

/** Our own logits and features of normalised images. */
export const referenceOf =
  (tuned: TunedModel, engine: Engine) =>
  async (images: Float32Array, n: number): Promise<Outputs> => {
    const { model } = tuned;
    const { resolution } = tuned.image;
    const definition = cellProgram({
      model,
      optimizer: parseOptimizer({}),
      feed: "images",
      evaluations: [n],
      precision: "float32",
    });
    const program = engine.program(definition);
    try {
      await program.write(wholeState(definition, { ...frozenValues(model, tuned.base.values), ...tuned.values }));
      const input = { shape: [n, resolution, resolution, 3], data: images };
      const out = await program.run(evaluateName(n), { input });
      return { logits: floatsOf(out, "logits").slice(), features: floatsOf(out, "features").slice() };
    } finally {
      program.dispose();
    }
  };
