import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Analysis, CellResult, EpochRecord, GridFailure, GridRecord, GridRow } from "@liftjs/records";

/** Mulberry32: the same numbers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a made-up setting is good for: accuracy of the largest and of the smallest class. */
interface Setting extends Omit<GridRow, "cells"> {
  readonly many: number;
  readonly few: number;
  readonly parameters: number;
  readonly peft?: string;
  readonly seeds?: number;
  readonly fail?: boolean;
  readonly analysis?: boolean;
}

export interface FixtureOptions {
  readonly title?: string;
  readonly classes?: number;
  readonly epochs?: number;
  readonly settings?: readonly Setting[];
  readonly quick?: boolean;
}

const paper = (row: string, column: string, value: number) => ({ table: "Table 5", row, column, value, unit: "%" });
const all = (row: string, [overall, head, med, tail]: readonly [number, number, number, number]) => [
  paper(row, "All", overall),
  paper(row, "Head", head),
  paper(row, "Med", med),
  paper(row, "Tail", tail),
];

export const ladder: readonly Setting[] = [
  {
    row: "Head only, CE",
    many: 84,
    few: 22,
    parameters: 76_800,
    peft: "",
    paper: all("Baseline", [61.9, 82.1, 62.5, 38.1]),
    analysis: true,
  },
  {
    row: "+ SLF (AdaptFormer)",
    many: 88,
    few: 45,
    parameters: 178_236,
    paper: all("+SLF", [66.7, 85.1, 67.7, 44.3]),
    analysis: true,
  },
  {
    row: "+ LA",
    many: 85.5,
    few: 69,
    parameters: 178_236,
    paper: all("+LA", [77.2, 84.4, 77.9, 68.2]),
    analysis: true,
  },
  { row: "+ SAI", many: 86, few: 73, parameters: 178_236, paper: all("+SAI", [79.4, 85.2, 79.8, 72.3]) },
  { row: "+ TTE", many: 87, few: 74, parameters: 178_236, paper: all("+TTE", [83.9, 86.1, 81.2, 74.1]), seeds: 2 },
  {
    row: "Full fine-tuning",
    many: 83,
    few: 50,
    parameters: 85_900_000,
    peft: "full",
    seeds: 1,
    note: "one seed",
    analysis: true,
  },
  { row: "VPT-deep", many: 80, few: 60, parameters: 99_000, peft: "vpt-deep", fail: true },
];

export const sweeps: readonly Setting[] = [
  ...[1, 2, 4, 8, 16, 32, 64].map((bottleneck): Setting => ({
    row: `r = ${bottleneck}`,
    group: "Bottleneck dimension",
    coordinates: { bottleneck },
    many: 85 + Math.log2(bottleneck) * 0.3,
    few: 74 - Math.log2(bottleneck) * 0.8,
    parameters: 77_000 + 12 * 1_537 * bottleneck,
  })),
  ...[0.001, 0.01, 0.1, 1].flatMap((ratio) =>
    [0.0005, 0.002, 0.01].map((learningRate): Setting => ({
      row: `mask ${ratio * 100}%, lr ${learningRate}`,
      group: "Mask ratio × learning rate",
      coordinates: { ratio, learningRate },
      many: 82 + 3 * ratio,
      few: 66 - 14 * ratio - 400 * learningRate * ratio,
      parameters: Math.round(85e6 * ratio),
      peft: "sparse",
      seeds: 1,
    })),
  ),
  ...[true, false].flatMap((tte) =>
    [8, 16, 24, 32, 48].map((expand): Setting => ({
      row: `e = ${expand}${tte ? ", TTE" : ""}`,
      group: "Expand size",
      coordinates: { expand, tte },
      many: 84 + (tte ? 1.5 : 0) - (expand % 16 === 0 ? 0.6 : 0),
      few: 71 + (tte ? 1 : 0) - Math.abs(expand - 24) / 20,
      parameters: 178_236,
    })),
  ),
];

const groupOf = (n: number): "many" | "medium" | "few" => (n > 100 ? "many" : n >= 20 ? "medium" : "few");
const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
const clamp = (value: number): number => Math.min(100, Math.max(0, value));

function accuracies(perClass: readonly number[], groups: readonly string[]) {
  const of = (group: string) => mean(perClass.filter((_, i) => groups[i] === group));
  const overall = mean(perClass);
  return { overall, meanClass: overall, many: of("many"), medium: of("medium"), few: of("few") };
}

class Fixture {
  readonly counts: number[];
  readonly groups: ("many" | "medium" | "few")[];
  constructor(readonly options: Required<Omit<FixtureOptions, "title">> & { title: string }) {
    const C = options.classes;
    this.counts = Array.from({ length: C }, (_, j) => Math.floor(500 * 0.01 ** (j / (C - 1))));
    this.groups = this.counts.map(groupOf);
  }

  perClass(setting: Setting, random: () => number): number[] {
    const C = this.options.classes;
    return this.counts.map((_, j) =>
      clamp(setting.few + (setting.many - setting.few) * (1 - j / (C - 1)) ** 0.8 + 14 * (random() - 0.5)),
    );
  }

  result(setting: Setting, cell: string, training: string, seed: number): CellResult {
    const random = seededRandom(seed * 7919 + setting.row.length * 31 + Math.round(setting.few * 10));
    const perClass = this.perClass(setting, random);
    const size = { many: 0, medium: 0, few: 0 };
    for (const group of this.groups) size[group]++;
    const peft = setting.peft ?? "adaptformer";
    return {
      schema: 1,
      cell,
      training,
      name: setting.row,
      seed,
      epochs: this.options.epochs,
      trainableParameters: setting.parameters,
      config: {
        backbone: "clip-vit-b16",
        peft: peft ? [{ name: peft }] : [],
        dataset: { name: "cifar100-lt", ratio: 100 },
        seed,
      },
      metrics: {
        ...accuracies(perClass, this.groups),
        groups: size,
        perClass,
        nll: 1.9 - setting.few / 100 + random() / 50,
        ece: 4 + 3 * random(),
      },
      timing: {
        trainSeconds: 420,
        evalSeconds: 38,
        secondsPerEpoch: 40 + 6 * random() + setting.parameters / 4e6,
        imagesPerSecond: 260,
        peakBytes: 2_147_483_648,
      },
      provenance: {
        code: "0f3c9a1",
        packages: { "@liftjs/report": "0.1.0", "@tensorflow/tfjs-core": "4.22.0" },
        engine: "graph",
        backend: "tensorflow",
        precision: "float32",
        hardware: { cpu: "two cores", memory: "24 GiB" },
        dataset: { name: "cifar100-lt/100", sha256: "d".repeat(64) },
        weights: { name: "clip-vit-b16", sha256: "b".repeat(64) },
        startedAt: "2026-01-02T03:04:05Z",
        command: "run-grid experiments/table05-ladder.ts",
      },
    };
  }

  curve(setting: Setting, seed: number): EpochRecord[] {
    const random = seededRandom(seed + 17 + Math.round(setting.few * 100));
    const T = this.options.epochs;
    return Array.from({ length: T }, (_, t) => {
      const rise = 1 - Math.exp((-3 * (t + 1)) / T);
      const at = (end: number) => clamp(end * rise + 2 * random());
      const metrics = {
        overall: at((setting.many + setting.few) / 2),
        meanClass: at((setting.many + setting.few) / 2),
        many: at(setting.many),
        medium: at((setting.many + setting.few) / 2),
        few: at(setting.few),
      };
      return {
        epoch: t,
        learningRate: 0.005 * (1 + Math.cos((Math.PI * t) / T)),
        loss: 0.2 + (100 - setting.few) / 100 + 2.4 * (1 - rise) + 0.05 * random(),
        seconds: 40,
        metrics,
      };
    });
  }

  analysis(setting: Setting, seed: number): Analysis {
    const C = this.options.classes;
    const random = seededRandom(seed + 99 + Math.round(setting.few * 100));
    const shift = setting.peft === "full" ? 0.25 : 0.04;
    const sample = (center: number) =>
      Array.from({ length: 300 }, () => center + 0.1 * (random() + random() + random() - 1.5));
    const near = (i: number, j: number) => (i === j ? 1 : Math.exp(-Math.abs(i - j) / 3) * 0.5 + 0.1 * random());
    return {
      interClass: Array.from({ length: C }, (_, i) => Array.from({ length: C }, (_, j) => near(i, j))),
      intraClass: {
        head: { train: sample(0.35), test: sample(0.37) },
        tail: { train: sample(0.3), test: sample(0.3 + shift) },
        measure: "cosine distance",
      },
      ...(setting.peft === undefined
        ? { scales: Array.from({ length: 12 }, (_, i) => 0.4 + 0.05 * i + 0.1 * random()) }
        : {}),
      weightNorms: this.counts.map((n) => 0.6 + 0.12 * Math.log(n) + 0.08 * random()),
      confusion: Array.from({ length: C }, (_, i) =>
        Array.from({ length: C }, (_, j) => (i === j ? 80 : Math.floor(3 * random()))),
      ),
      trainMetrics: { overall: clamp(setting.many + 6), meanClass: clamp(setting.many), many: 95, medium: 92, few: 90 },
      calibration: Array.from({ length: 10 }, (_, i) => ({
        confidence: (i + 0.5) / 10,
        accuracy: clamp(((i + 0.5) / 10) ** 1.2 * 100) / 100,
        count: 20 + 40 * i,
      })),
    };
  }
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Write the records of a made-up grid, as a run would leave them. */
export async function writeFixture(outDir: string, options: FixtureOptions = {}): Promise<GridRecord> {
  const fixture = new Fixture({
    title: "CIFAR-100-LT, ratio 100: what each part adds",
    classes: 20,
    epochs: 10,
    settings: ladder,
    quick: false,
    ...options,
  });
  const rows: GridRow[] = [];
  const failures: GridFailure[] = [];
  for (const [i, setting] of fixture.options.settings.entries()) {
    const { many: _many, few: _few, parameters: _parameters, peft: _peft, seeds = 3, fail, analysis, ...row } = setting;
    const cells = Array.from({ length: 3 }, (_, seed) => `c${i}s${seed}`).slice(0, seeds === 1 ? 1 : 3);
    for (const [seed, cell] of cells.entries()) {
      if (fail)
        failures.push({
          cell,
          code: "MEMORY",
          message: "4.2 GB needed, 3.9 GB free",
          logTail: ["epoch 1", "  \u001b[31mallocating prompts\u001b[0m", "out of memory"],
        });
      else if (seed < seeds) {
        const training = `t${i}s${seed}`;
        await put(
          join(outDir, "cells", cell, "result.json"),
          JSON.stringify(fixture.result(setting, cell, training, seed)),
        );
        await put(
          join(outDir, "trainings", training, "metrics.jsonl"),
          fixture
            .curve(setting, seed)
            .map((line) => JSON.stringify(line))
            .join("\n") + "\n",
        );
        if (analysis)
          await put(join(outDir, "cells", cell, "analysis.json"), JSON.stringify(fixture.analysis(setting, seed)));
      }
    }
    rows.push({ ...row, cells });
  }
  const classNames = fixture.counts.map((_, j) => `class ${j}`);
  const grid: GridRecord = {
    title: fixture.options.title,
    description: "Made-up numbers that show what a report looks like.",
    command: "run-grid experiments/table05-ladder.ts --seeds 3",
    rows,
    failures,
    datasets: {
      ["d".repeat(64)]: {
        name: "cifar100-lt/100",
        classNames,
        classCounts: fixture.counts,
        groups: fixture.groups,
        groupRule: "many > 100 ≥ medium ≥ 20 > few",
      },
    },
    startedAt: "2026-01-02T03:04:05Z",
    finishedAt: "2026-01-02T05:00:00Z",
    quick: fixture.options.quick,
  };
  await put(join(outDir, "grid.json"), JSON.stringify(grid));
  return grid;
}

/** A new folder under the system's own for temporary files. */
export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "lift-report-"));
