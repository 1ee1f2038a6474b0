/**
 * What a run of the authors' scripts is as a cell of ours: the part of the cell's config that decides its numbers. A key that is
 * `undefined` must be absent.
 */

/** Settings that every run of a paper has, and that the facts leave out. */
const papers = {
  "lift-icml2024": {
    interpolation: "bilinear",
    projection: "kaiming-normal",
    prompts: { length: 10, initial: "uniform" },
    widthRule: "K/2L",
    linear: "kaiming-normal",
    meanLimit: "all",
    probeLimit: undefined,
    cifarGroups: "ratio-100",
  },
  "lift-plus": {
    interpolation: "bicubic",
    projection: "kaiming-uniform",
    prompts: { length: "from-data", initial: "normal" },
    widthRule: "K/4L",
    linear: "unit-rows",
    meanLimit: 100,
    probeLimit: 100,
    cifarGroups: "own",
  },
};

const bottlenecked = (paper, { bottleneck }) => ({ bottleneck, downInit: paper.projection, blocks: "all" });

/** Options of a fine-tuning method beside its name. */
const methods = {
  adaptformer: (paper, fact) => ({ ...bottlenecked(paper, fact), scale: "learnable" }),
  adapter: bottlenecked,
  lora: (paper, { bottleneck }) => ({ bottleneck, widthRule: paper.widthRule, blocks: "all" }),
  "vpt-shallow": (paper) => paper.prompts,
  "vpt-deep": (paper) => paper.prompts,
  full: (_paper, { lastBlocks }) => ({ blocks: lastBlocks === undefined ? "all" : { last: lastBlocks } }),
  sparse: (_paper, { ratio }) => ({ ratio, blocks: "all" }),
  bitfit: () => ({ blocks: "all" }),
  ssf: () => ({}),
  bias: () => ({}),
};

const prompts = { classname: "name", default: "template", ensemble: "ensemble", descriptor: "descriptions" };

const starts = {
  random: () => ({}),
  semantic: (_paper, run) => ({ prompts: prompts[run.prompts ?? "default"], template: "a photo of a {}." }),
  "class-mean": (paper) => ({ limit: paper.meanLimit, center: false }),
  "linear-probe": (paper) => ({ limit: paper.probeLimit, c: 1, maxIterations: 100 }),
};

const losses = {
  la: { tau: 1 },
  focal: { gamma: 2 },
  cb: { beta: 0.9999 },
  lade: { weight: 0.1, regularization: 0.1 },
  ldam: { maxMargin: 0.5 },
};

const dataset = (paper, { dataset: name, ratio, rank }) => ({
  name,
  validation: 0,
  testPerClass: undefined,
  ...(name === "cifar100-lt" ? { ratio, classes: 100, groups: paper.cifarGroups } : { classes: undefined }),
  ...(name === "inaturalist2018" ? { rank: rank ?? "species" } : {}),
});

function views({ evaluation: { views: name, expand, times } }) {
  if (name === "random") return { name, n: times, flip: 0.5 };
  return name === "off" ? { name, expand } : { name, expand, combine: "logits", resize: "shorter" };
}

const augmentation = ({ augmentation: name, schedule }) =>
  name === "minimalist"
    ? { name, schedule, smallest: 0.08, flip: 0 }
    : { name, flip: 0.5, scale: [0.08, 1], ratio: [3 / 4, 4 / 3] };

const classifier = (paper, { classifier: name, scale }) => ({
  name,
  ...(name === "cosine" ? { scale } : {}),
  ...(name === "linear" ? { initial: paper.linear } : {}),
});

/** What is trained, and how. */
const training = (paper, run) => ({
  zeroShot: false,
  peft: run.peft.map((fact) => ({ name: fact.name, ...methods[fact.name](paper, fact) })),
  classifier: classifier(paper, run),
  loss: { name: run.loss, ...losses[run.loss] },
  initializer: { name: run.initializer, ...starts[run.initializer](paper, run) },
  augmentation: augmentation(run),
  optimizer: {
    learningRate: run.learningRate,
    headLearningRate: undefined,
    momentum: 0.9,
    weightDecay: 5e-4,
    schedule: "cosine",
    clipNorm: undefined,
  },
  epochs: run.epochs,
  batch: 128,
  accumulation: run.accumulationSteps === undefined ? undefined : { steps: run.accumulationSteps },
});

const zeroShot = (paper, run) => ({
  zeroShot: true,
  peft: [],
  epochs: 0,
  initializer: { name: "semantic", ...starts.semantic(paper, run) },
});

/** The part of a cell's config that a run asks for. */
export function expectedOf(run) {
  const paper = papers[run.paper];
  return {
    dataset: dataset(paper, run),
    backbone: { name: run.backbone },
    interpolation: paper.interpolation,
    ...(run.zeroShot ? zeroShot(paper, run) : training(paper, run)),
    evaluation: { tte: views(run), split: run.evaluatedOn ?? "test", posthocTau: undefined },
  };
}

const isObject = (value) => typeof value === "object" && value !== null;

/** Where a config is not what is expected: `optimizer.learningRate: 0.01, not 0.02`; none where it fits. */
export function differences(expected, config, path = "") {
  if (!isObject(expected))
    return Object.is(expected, config) ? [] : [`${path}: ${JSON.stringify(config)}, not ${JSON.stringify(expected)}`];
  if (!isObject(config)) return [`${path}: ${JSON.stringify(config)}, not ${JSON.stringify(expected)}`];
  if (Array.isArray(expected) && expected.length !== config.length)
    return [`${path}: ${config.length} entries, not ${expected.length}`];
  return Object.keys(expected).flatMap((key) => differences(expected[key], config[key], path ? `${path}.${key}` : key));
}
