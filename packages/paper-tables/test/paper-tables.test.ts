import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readPrinted } from "../src/build.js";
import { claims, liftPlusClaims } from "../src/claims.js";
import { moduleParameters, transformerParameters } from "../src/formulas.js";
import { findPublished, published, publishedValues } from "../src/published.js";

/** Lines of each table, `Table N` → lines with cells between tabs. */
type Tables = ReadonlyMap<string, readonly string[]>;
const numbers = [1, 2, 3, 4, 5, 6, 7, 8, ...Array.from({ length: 15 }, (_, i) => 11 + i)];

const fixture: Tables = new Map(
  readFileSync(new URL("./fixtures/lift-tables.txt", import.meta.url), "utf8")
    .split("\n\n")
    .filter((block) => block.trim())
    .map((block) => block.split("\n"))
    .map(([heading, ...lines]) => [heading!, lines]),
);

const cellsOf = (line: string): string[] => line.split("\t").map((text) => text.trim());
const isNumber = (text: string): boolean => /^(~?\d+|\d+\+\d+|\d+\.\d+M?|\d+ m \d+ s)$/.test(text);

/** Headings, and cells that count something other than a result: imbalance ratios, epochs of Table 14, views of Table 12. */
const isData = (line: string): boolean => cellsOf(line).some((text) => /^(\d+\.\d+|\d+ m \d+ s)$/.test(text));
function dataCells(table: string, line: string): string[] {
  const cells = cellsOf(line).filter(isNumber);
  return table === "Table 12" || table === "Table 14" ? cells.filter((text) => text.includes(".")) : cells;
}

/** A line without the paper's marks: italics, "(Ours)", mathematics' signs. */
const plain = (line: string): string => line.replace(/<\/?i>|\(Ours\)|\$/g, "").replaceAll("\\sigma", "σ");
/** What the paper's line must hold for a row of ours to be that line. */
function marksOf(number: number, row: string): string[] {
  const ladder = ["baseline", "+SLF", "+LA", "+SAI", "+TTE"].indexOf(row);
  if (number === 5) return ["✓\t".repeat(ladder)];
  if (number === 14) return [`\t${/\d+/.exec(row)![0]}\t`];
  if (number === 12) return row.split(" ×");
  return number === 15 ? [row.replace("Cosine ", "")] : [row];
}

const sorted = (texts: readonly string[]): string[] => [...texts].sort();

describe.each(numbers)("Table %i", (number) => {
  const table = `Table ${number}`;
  const values = publishedValues.filter((value) => value.table === table);
  const lines = fixture.get(table)!.filter(isData);

  test("has every number of the paper's table, and none besides", () => {
    expect(sorted(values.map(({ printed }) => printed))).toEqual(
      sorted(lines.flatMap((line) => dataCells(table, line))),
    );
  });

  test("has each row's numbers in the paper's order, on the paper's line", () => {
    const rows = new Map<string, string[]>();
    for (const { row, backbone, printed, dataset } of values) {
      const key = number === 8 ? `${dataset} ${row}` : `${row} ${backbone}`;
      rows.set(key, [...(rows.get(key) ?? []), printed]);
    }
    expect([...rows.values()]).toEqual(lines.map((line) => dataCells(table, line)));
    [...rows.keys()].forEach((key, i) => {
      const value = values.find(
        ({ row, backbone, dataset }) => key === (number === 8 ? `${dataset} ${row}` : `${row} ${backbone}`),
      )!;
      for (const mark of marksOf(number, value.row)) expect(plain(lines[i]!)).toContain(mark);
    });
  });
});

describe("the paper's text, where it lies beside the checkout", () => {
  const spec = join(process.cwd(), "..", "shared", "spec");
  const withPaper = existsSync(join(spec, "lift-icml2024-fulltext.txt")) ? test : test.skip;
  const read = (name: string) => readFileSync(join(spec, name), "utf8");

  withPaper("holds every line of the fixture, under the table's own caption", () => {
    const text = read("lift-icml2024-fulltext.txt")
      .split("\n")
      .map((line) => line.trimEnd());
    for (const [table, lines] of fixture) {
      const caption = text.findIndex((line) => line.startsWith(`${table}:`));
      expect(caption).toBeGreaterThan(0);
      let at = caption;
      for (const line of lines) {
        at = text.indexOf(line, at + 1);
        expect([table, line, at > 0 && at - caption < 45]).toEqual([table, line, true]);
      }
    }
  });

  withPaper("each claim stands in the list of claimed results", () => {
    const names: Record<string, string> = {
      "imagenet-lt": "ImageNet-LT",
      "places-lt": "Places-LT",
      inaturalist2018: "iNaturalist 2018",
    };
    const list = read("lift-claimed-results.txt")
      .split("\n")
      .filter((line) => line.startsWith("| ") && line.includes("Unverified"));
    expect(list).toHaveLength(claims.length);
    for (const { dataset, backbone, metric, claimed } of claims) {
      const [model, ratio] = [backbone.replace(/^(CLIP|IN21K) /, ""), /\/(\d+)$/.exec(dataset)?.[1]];
      const training =
        ratio === undefined ? "" : backbone.startsWith("IN21K") ? ", ImageNet-21K pre-training" : ", CLIP";
      const name = ratio === undefined ? names[dataset] : `CIFAR-100-LT (ρ=${ratio})`;
      expect(
        list.filter((line) => line.startsWith(`| ${name} | LIFT (${model}${training}) | ${metric} | ${claimed} |`)),
      ).toHaveLength(1);
    }
  });

  withPaper("each bound of LIFT+ stands in its abstract", () => {
    const abstract = read("lift-plus-abstract.txt");
    for (const { printed } of liftPlusClaims) expect(abstract).toContain(printed);
  });
});

describe("claims", () => {
  test("say what the tables say", () => {
    for (const { table, dataset, backbone, accuracy, ensembled } of claims) {
      const row = ensembled ? "LIFT w/ TTE" : "LIFT";
      expect(published({ table: Number(table.slice(6)), row, column: "Overall", dataset, backbone }).value).toBe(
        accuracy,
      );
    }
  });

  test("of LIFT+ are numbers of their wording", () => {
    for (const { printed, value } of liftPlusClaims) expect(Number(/\d+/.exec(printed)![0])).toBe(value);
  });
});

describe("looking up", () => {
  test("gives the one number that fits, with where it stands", () => {
    expect(published({ table: 6, row: "LoRA", column: "Tail", dataset: "places-lt" })).toEqual({
      paper: "LIFT",
      table: "Table 6",
      row: "LoRA",
      column: "Tail",
      value: 50.5,
      printed: "50.5",
      unit: "%",
      metric: "few",
      dataset: "places-lt",
      backbone: "CLIP ViT-B/16",
      method: "LoRA",
      note: "with SAI and TTE",
    });
    expect(published({ table: 1, row: "cRT (Kang et al., 2020)", column: "#Epochs" })).toMatchObject({
      value: 100,
      printed: "90+10",
      unit: "epochs",
      method: "cRT",
      source: "Kang et al., 2020",
    });
    expect(published({ table: 11, row: "LoRA", dataset: "imagenet-lt" })).toMatchObject({ value: 153, unit: "s" });
    expect(published({ table: 8, row: "LIFT", column: "train Overall", dataset: "places-lt" })).toMatchObject({
      value: 64.2,
      split: "train",
    });
  });

  test("says what else there is, or what tells several apart", () => {
    expect(() => published({ table: 6, row: "Lora", column: "Overall" })).toThrow(/did you mean "LoRA"/);
    expect(() => published({ table: 6, row: "LoRA", column: "Overall" })).toThrow(
      /2 numbers of Table 6 fit; name dataset: imagenet-lt, places-lt/,
    );
    expect(() => published({ table: 10 })).toThrow(/no numbers of a Table 10/);
    expect(() => findPublished({ table: 5, dataset: "inaturalist2018" })).toThrow(/no dataset "inaturalist2018"/);
    expect(findPublished({ table: 5, row: "baseline" })).toHaveLength(8);
  });

  test("no two numbers have the same place", () => {
    const places = publishedValues.map(({ table, row, column, dataset, backbone }) =>
      [table, row, column, dataset, backbone].join("|"),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  test.each([
    ["90+10", 100],
    ["~18", 18],
    ["0.62M", 0.62],
    ["2 m 32 s", 152],
    ["78.3", 78.3],
  ])("%s is read as %d", (printed, value) => {
    expect(readPrinted(printed)).toBe(value);
  });
});

describe("formulas", () => {
  const vit = { blocks: 12, width: 768, patches: 196, patchValues: 768 };

  test("ViT-B/16 has the parameters that the paper counts", () => {
    expect(transformerParameters(vit)).toBe(85_799_424);
  });

  test("AdaptFormer has the printed millions on each data set", () => {
    const millions = (inner: number, blocks = 12, width = 768) =>
      (blocks * moduleParameters.adaptformer.perBlock({ width, inner })) / 1e6;
    const printed = (table: number) =>
      published({
        table,
        row: "LIFT",
        column: "Learnable Params.",
        backbone: table === 17 ? "CLIP ViT-L/14" : "CLIP ViT-B/16",
      }).value;
    expect([millions(4), millions(8), millions(32), millions(256)].map((n) => Math.round(n * 100) / 100)).toEqual([
      printed(4),
      printed(2),
      printed(1),
      printed(3),
    ]);
    expect(Math.round(millions(16, 24, 1024) * 100) / 100).toBe(printed(17));
  });
});
