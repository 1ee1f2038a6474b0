import type { PluginKind } from "@liftjs/contracts";

/** What a new plugin of a kind starts as. */
export interface Starter {
  /** What it is, in a sentence, for the README and the package's description. */
  readonly about: string;
  /** Packages beyond contracts that its source imports. */
  readonly imports: readonly string[];
  /** Packages that its test imports beyond the test kit. */
  readonly tests: readonly string[];
  /** Flags of `lift train` that use it. */
  readonly use: (name: string) => readonly string[];
  /** How a grid's file names it. */
  readonly inGrid: (name: string) => string;
}

const small = ["--data-set", "emoji-lt/10", "--backbone", "nano-clip", "--epochs", "1"];

/** Flags that train a small cell with one part replaced. */
const replacing =
  (flag: string) =>
  (name: string): readonly string[] => [...small, flag, name];

const named =
  (field: string) =>
  (name: string): string =>
    `${field}: { name: "${name}" }`;

/** Every kind that `lift new` knows. */
export const starters: Readonly<Partial<Record<PluginKind, Starter>>> = {
  peft: {
    about: "a learned bias on the output of each block's feed-forward network",
    imports: ["@liftjs/core-tensor", "@tensorflow/tfjs-core", "zod"],
    tests: [],
    use: replacing("--peft"),
    inGrid: named("peft"),
  },
  classifier: {
    about: "a scaled product of features and rows",
    imports: ["@liftjs/core-tensor", "@tensorflow/tfjs-core", "zod"],
    tests: [],
    use: replacing("--classifier"),
    inGrid: named("classifier"),
  },
  loss: {
    about: "cross-entropy with smoothed targets",
    imports: ["@tensorflow/tfjs-core", "zod"],
    tests: [],
    use: replacing("--loss"),
    inGrid: named("loss"),
  },
  initializer: {
    about: "the mean of each class's frozen features",
    imports: ["zod"],
    tests: [],
    use: replacing("--initializer"),
    inGrid: named("initializer"),
  },
  augmentation: {
    about: "the whole image, mirrored with a chance",
    imports: ["zod"],
    tests: [],
    use: replacing("--augmentation"),
    inGrid: named("augmentation"),
  },
  tte: {
    about: "the whole image and its mirror image",
    imports: ["zod"],
    tests: [],
    use: replacing("--tte"),
    inGrid: named("tte"),
  },
  dataset: {
    about: "drawings of three colours, long-tailed",
    imports: ["@liftjs/datasets", "zod"],
    tests: [],
    use: (name) => ["--data-set", name, "--backbone", "nano-clip", "--epochs", "1"],
    inGrid: named("dataset"),
  },
  backbone: {
    about: "one convolution over patches, a mean and a matrix",
    imports: ["@liftjs/core-tensor", "@tensorflow/tfjs-core", "zod"],
    tests: [],
    use: (name) => [
      "--data-set",
      "emoji-lt/10",
      "--backbone",
      `'{"family":"${name}"}'`,
      "--peft",
      "none",
      "--epochs",
      "1",
    ],
    inGrid: (name) => `backbone: { family: "${name}" }`,
  },
  model: {
    about: "a ViT of a size of one's own",
    imports: [],
    tests: ["@liftjs/backbones"],
    use: () => [],
    inGrid: named("backbone"),
  },
};
