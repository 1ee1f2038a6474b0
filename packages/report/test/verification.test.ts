import { describe, expect, test } from "@jest/globals";
import { published } from "@liftjs/paper-tables";
import { parseHTML } from "linkedom";
import type { CellResult, GridRecord } from "@liftjs/records";
import { renderFiles, renderTerminal, summarizeRows } from "../src/index.js";
import { verdictCounts, verifications } from "../src/summary/verification.js";
import { cellOf, recordsOf } from "./small-grid.js";

const claim = published({
  table: 4,
  row: "LIFT w/ TTE",
  column: "Overall",
  dataset: "cifar100-lt/100",
  backbone: "CLIP ViT-B/16",
});
const error = { ...claim, table: "Claimed results", column: "Error Rate", value: 18.3, printed: "18.3", unit: "error" };

/** A result on all hundred classes of CIFAR-100-LT. */
const cifar = (ratio = 100, classes = 100): Partial<CellResult> => {
  const plain = cellOf("plain", 0);
  return {
    config: { ...plain.config, dataset: { name: "cifar100-lt", ratio } },
    metrics: { ...plain.metrics, perClass: Array.from({ length: classes }, () => 50) },
  };
};
const rowsOf = (
  overall: readonly number[],
  more = cifar(),
  grid: Partial<GridRecord> = {},
  missing: readonly string[] = [],
) =>
  recordsOf([{ row: "LIFT", overall, more: { ...more, ...accuracies(overall, more) }, missing, paper: error }], grid);
/** `more` replaces whole metrics, so the accuracy is put back in. */
const accuracies = (overall: readonly number[], { metrics }: Partial<CellResult>): Partial<CellResult> =>
  metrics ? { metrics: { ...metrics, overall: overall[0] ?? 0 } } : {};

const only = (...given: Parameters<typeof rowsOf>) => verifications(summarizeRows(rowsOf(...given)))[0]!;

describe("a claimed number", () => {
  test("is verified within the tolerance and off outside it, in the claim's own unit", () => {
    expect(only([81.4])).toMatchObject({
      where: "Claimed results, LIFT w/ TTE",
      claimed: "18.3 % error",
      measured: "18.60 (n=1)",
      verdict: "verified",
    });
    expect(only([80])).toMatchObject({ measured: "20.00 (n=1)", verdict: "off", text: "off by +1.7" });
  });
  test("is not run without a result", () => {
    expect(only([], cifar(), {}, ["missing"])).toMatchObject({ measured: null, verdict: "not run", text: "not run" });
  });
  test.each([
    ["a shrunk run", cifar(), { quick: true }],
    ["another ratio", cifar(10), {}],
    ["fewer classes", cifar(100, 10), {}],
    ["another backbone", { ...cifar(), config: { ...cifar().config, backbone: "dinov2-s14" } }, {}],
    ["validation images", { ...cifar(), provenance: { ...cellOf("p", 0).provenance, split: "validation" } }, {}],
  ])("is not comparable with %s, however near", (_, more, grid) => {
    expect(only([81.7], more, grid).verdict).toBe("not comparable");
  });
  test("of a ResNet is for the backbone that a grid calls clip-rn50", () => {
    const value = published({ table: 21, row: "LIFT w/ SSF", column: "Overall" });
    const plain = cellOf("plain", 0);
    const more = {
      config: { dataset: { name: "imagenet-lt" }, backbone: { name: "clip-rn50" } },
      metrics: { ...plain.metrics, overall: 66.9, perClass: Array.from({ length: 1000 }, () => 50) },
    };
    const rows = summarizeRows(recordsOf([{ row: "SSF", overall: [66.9], more, paper: value }]));
    expect(verifications(rows)[0]!.verdict).toBe("verified");
  });
});

test("the page, a table of its own and the terminal tell claimed from measured, and the plan's notes", () => {
  const records = rowsOf([80], cifar(), { notes: ['left out: row "text": it needs a text tower'] }, ["missing"]);
  const files = renderFiles(records);
  const { document } = parseHTML(files.get("index.html")!);
  const line = document.querySelector("section[aria-labelledby=verification] tbody tr")!;
  expect([...line.children].map((cell) => cell.textContent)).toEqual([
    "Claimed results, LIFT w/ TTE",
    "Error Rate",
    "cifar100-lt/100",
    "CLIP ViT-B/16",
    "18.3 % error",
    "20.00 (n=1)",
    "off by +1.7",
  ]);
  expect(document.body.textContent).toContain('left out: row "text"');
  expect(files.get("tables/verification.md")).toContain("1 off.");
  expect(files.get("tables/verification.md")).toContain("| 18.3 % error | 20.00 (n=1) | off by +1.7 |");
  expect(renderTerminal(records)).toContain("of the published numbers: 1 off");
});

test("a grid beside no published number has no verification", () => {
  const files = renderFiles(recordsOf([{ row: "a", overall: [70] }]));
  expect(files.has("tables/verification.md")).toBe(false);
  expect(files.get("index.html")).not.toContain("Verification");
});

test("verdicts are counted in words", () => {
  const { metrics, ...more } = cifar();
  const row = { row: "a", overall: [81.6], more: { ...more, metrics: { ...metrics!, overall: 81.6 } } };
  const rows = summarizeRows(recordsOf([{ ...row, paper: [error, { ...claim, value: 90 }] }]));
  expect(verdictCounts(verifications(rows))).toBe("1 verified, 1 off");
});
