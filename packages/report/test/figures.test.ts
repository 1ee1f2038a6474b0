import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { PNG } from "pngjs";
import type { Analysis, EpochRecord } from "@liftjs/records";
import { figuresOf, summarizeRows, type GridRecords } from "../src/index.js";
import { trend } from "../src/figures/class-size.js";
import { valueAxis } from "../src/figures/coordinates.js";
import { histogram } from "../src/figures/distances.js";
import { placeLabels } from "../src/figures/labels.js";
import { textWidth } from "../src/figures/legend.js";
import { matrixImage, shrink } from "../src/figures/matrix-image.js";
import { recordsOf } from "./small-grid.js";

const figures = (records: GridRecords) => figuresOf(summarizeRows(records));
const ids = (records: GridRecords) => figures(records).map((figure) => figure.id);
const drawn = (records: GridRecords, id: string) =>
  parseHTML(figures(records).find((figure) => figure.id === id)!.svg).document;
const datasets = { e: { name: "emoji-lt", classCounts: [200, 5], groups: ["many" as const, "few" as const] } };
const withAnalysis = (records: GridRecords, analysis: Analysis): GridRecords => ({
  ...records,
  analyses: new Map([...records.cells.keys()].map((id) => [id, analysis])),
});

describe("which figures are drawn", () => {
  test("nothing without results", () => {
    expect(ids(recordsOf([{ row: "a", overall: [] }]))).toEqual([]);
  });
  test("what a plain grid has", () => {
    const rows = [
      { row: "a", overall: [70] },
      { row: "b", overall: [80] },
    ];
    expect(ids(recordsOf(rows))).toEqual(["group-accuracy"]);
    expect(ids(recordsOf(rows, { datasets }))).toEqual(["group-accuracy", "class-size"]);
  });
  test("ours beside the paper's, unless the run is shrunk or stands on other data", () => {
    const value = { paper: "lift-icml2024", table: "6", row: "LoRA", column: "Overall", value: 80, unit: "%", metric: "overall" as const }; // prettier-ignore
    const rows = [{ row: "LoRA", overall: [79.5, 80.5], paper: { ...value, dataset: "emoji-lt" } }];
    expect(ids(recordsOf(rows))).toContain("paper-comparison");
    expect(ids(recordsOf(rows, { quick: true }))).not.toContain("paper-comparison");
    expect(ids(recordsOf([{ ...rows[0]!, paper: { ...value, dataset: "places-lt" } }]))).not.toContain(
      "paper-comparison",
    );
  });
  test("a varied number gives lines, two with three values each a grid as well", () => {
    const line = [1, 2, 4].map((bottleneck) => ({
      row: `r ${bottleneck}`,
      overall: [80],
      coordinates: { bottleneck },
    }));
    expect(ids(recordsOf(line))).toContain("sweep-bottleneck-dimension");
    const grid = [1, 2, 4].flatMap((ratio) =>
      [0.1, 0.2, 0.4].map((learningRate) => ({
        row: "x",
        overall: [80 + ratio],
        coordinates: { ratio, learningRate },
      })),
    );
    expect(ids(recordsOf(grid)).filter((id) => id.startsWith("sweep"))).toEqual([
      "sweep-learning-rate-share-of-trained-parameters",
      "sweep-learning-rate-share-of-trained-parameters-heatmap",
    ]);
  });
  test("a coordinate that no row varies, or that is a word, gives none", () => {
    const rows = ["min", "max"].map((schedule) => ({
      row: schedule,
      overall: [80],
      coordinates: { schedule, epochs: 5 },
    }));
    expect(ids(recordsOf(rows)).filter((id) => id.startsWith("sweep"))).toEqual([]);
  });
  test("what has been analysed", () => {
    const analysis: Analysis = {
      interClass: [
        [1, 0.2],
        [0.2, 1],
      ],
      intraClass: { tail: { train: [0.1, 0.2], test: [0.3] } },
      scales: [0.5, 1],
      weightNorms: [1, 2],
      confusion: [
        [3, 1],
        [0, 4],
      ],
      calibration: [{ confidence: 0.5, accuracy: 0.4, count: 3 }],
    };
    expect(ids(withAnalysis(recordsOf([{ row: "a", overall: [70] }], { datasets }), analysis))).toEqual([
      "group-accuracy",
      "class-size",
      "layer-scales",
      "intra-class-distances",
      "inter-class-similarity",
      "weight-norms",
      "confusion",
      "calibration",
    ]);
  });
  test("keys that differ only in signs get files of their own", () => {
    const of = (key: string) =>
      [1, 2].map((value) => ({ row: `${key}${value}`, overall: [80], group: key, coordinates: { [key]: value } }));
    const names = ids(recordsOf([...of("a b"), ...of("a-b")]));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("what is drawn", () => {
  test("dots stand where the numbers are", () => {
    const document = drawn(
      recordsOf([
        { row: "a", overall: [40] },
        { row: "b", overall: [60] },
        { row: "c", overall: [90] },
      ]),
      "group-accuracy",
    );
    const medium = [...document.querySelectorAll('g[aria-label="dot"][fill="var(--medium)"] circle')];
    const at = medium.map((dot) => Number(dot.getAttribute("cx")));
    expect(at).toHaveLength(3);
    expect((at[2]! - at[1]!) / (at[1]! - at[0]!)).toBeCloseTo(30 / 20, 1);
  });
  test("rows that share a training share a curve of one point an epoch", () => {
    const epoch = (t: number): EpochRecord => ({
      epoch: t,
      learningRate: 0.1,
      loss: 3 - t,
      seconds: 1,
      metrics: { few: 10 * t },
    });
    const records = recordsOf([
      { row: "plain", overall: [70] },
      { row: "with TTE", overall: [72], more: { training: "t" } },
    ]);
    const shared = new Map([...records.cells].map(([id, cell]) => [id, { ...cell, training: "t" }]));
    const document = drawn(
      { ...records, cells: shared, trainings: new Map([["t", [0, 1, 2].map(epoch)]]) },
      "training-loss",
    );
    const lines = [...document.querySelectorAll('g[aria-label="line"] path')];
    expect(lines).toHaveLength(1);
    expect(lines[0]!.getAttribute("d")!.match(/[ML]/g)).toHaveLength(3);
    expect(
      [...document.querySelectorAll('g[aria-label="x-axis tick label"] text')]
        .map((text) => text.textContent)
        .filter(Boolean),
    ).toEqual(["1", "2", "3"]);
  });
  test("thousands of classes do not make a page of megabytes", () => {
    const C = 8142;
    const perClass = Array.from({ length: C }, (_, c) => (c * 37) % 100);
    const records = recordsOf([{ row: "iNaturalist", overall: [70] }]);
    const cells = new Map(
      [...records.cells].map(([id, cell]) => [id, { ...cell, metrics: { ...cell.metrics, perClass } }]),
    );
    const facts = {
      e: {
        name: "x",
        classCounts: perClass.map((_, c) => 1000 - (c % 990)),
        groups: perClass.map(() => "many" as const),
      },
    };
    const figure = figures({ ...records, cells, grid: { ...records.grid, datasets: facts } }).find(
      ({ id }) => id === "class-size",
    )!;
    expect(figure.svg.length).toBeLessThan(100_000);
  });
  test("no figure has a coordinate that is no number", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 95, noNaN: true }), { maxLength: 3 }), {
          minLength: 1,
          maxLength: 4,
        }),
        (rows) => {
          const records = recordsOf(
            rows.map((overall, i) => ({ row: `row ${i}`, overall, coordinates: { bottleneck: i } })),
            { datasets },
          );
          for (const { svg } of figures(records)) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("parts", () => {
  test("a histogram counts every value once, ends included", () => {
    expect(histogram([0, 0.24, 0.25, 1], 0, 1, 4).map((bin) => bin.share)).toEqual([0.5, 0.25, 0, 0.25]);
    expect(histogram([3, 3], 3, 3, 4).reduce((sum, bin) => sum + bin.share, 0)).toBe(1);
  });
  test("a trend averages classes of similar size", () => {
    const points = [1, 4, 100, 10_000].map((size, i) => ({ size, value: i, label: "" }));
    const [small, large] = trend(points, 2);
    expect([small!.size, small!.value, large!.size, large!.value].map((x) => +x.toFixed(6))).toEqual([
      2, 0.5, 1000, 2.5,
    ]);
  });
  test("an axis of values is logarithmic over more than a decade, and drops labels without room", () => {
    const wide = valueAxis([64, 1, 8], 300);
    expect(wide.ticks.map(wide.tickFormat)).toEqual(["1", "8", "64"]);
    expect(wide.at(100)).toBe(2);
    expect(valueAxis([0, 8, 16], 300).at(8)).toBe(8);
    expect(valueAxis([100, 101, 102, 200], 100).ticks).toEqual([100, 200]);
  });
  test("a matrix becomes pixels: blue above zero, orange below, see-through at zero", () => {
    const png = PNG.sync.read(
      Buffer.from(
        matrixImage(
          [
            [1, 0],
            [-0.5, 0.5],
          ],
          1,
        ).split(",")[1]!,
        "base64",
      ),
    );
    const pixels = [0, 1, 2, 3].map((i) => [...png.data.subarray(4 * i, 4 * i + 4)]);
    expect(pixels.map((pixel) => pixel[3])).toEqual([255, 0, 128, 128]);
    expect(pixels[0]![2]!).toBeGreaterThan(pixels[0]![0]!);
    expect(pixels[2]![0]!).toBeGreaterThan(pixels[2]![2]!);
  });
  test("a large matrix is averaged over blocks", () => {
    expect(
      shrink(
        [
          [1, 3, 5],
          [1, 3, 5],
          [7, 9, 2],
        ],
        2,
      ),
    ).toEqual([
      [2, 5],
      [8, 2],
    ]);
  });
  test("labels never overlap each other or leave the frame", () => {
    const frame = { left: 0, right: 400, top: 0, bottom: 200 };
    const point = fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 200 }),
      text: fc.string({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        const boxes = placeLabels(points, frame).flatMap((label, i) => {
          if (!label) return [];
          const width = textWidth(label.text);
          const left =
            points[i]!.x + label.dx - (label.anchor === "start" ? 0 : label.anchor === "end" ? width : width / 2);
          return [{ left, right: left + width, y: points[i]!.y + label.dy }];
        });
        boxes.forEach((a, i) => {
          expect(a.left >= frame.left && a.right <= frame.right).toBe(true);
          for (const b of boxes.slice(i + 1))
            expect(a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 12).toBe(false);
        });
      }),
    );
  });
});
