import { expect, test } from "@jest/globals";
import { published, publishedValues } from "@liftjs/paper-tables";
import { metricOf, summarizeRows } from "../src/index.js";
import { paperValueSchema } from "@liftjs/records";
import { publishedTables } from "../src/summary/published.js";
import { recordsOf } from "./small-grid.js";

test("every published number can stand in grid.json as it is, and is compared with the measure that it names", () => {
  for (const value of publishedValues) {
    expect(paperValueSchema.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
    if (value.metric === undefined || value.metric === "epochs" || value.split) continue;
    expect([value.table, value.column, metricOf(value)]).toEqual([
      value.table,
      value.column,
      value.unit === "points" ? null : value.metric,
    ]);
  }
});

test("the paper's table stands whole, with ours in the rows that the grid repeats", () => {
  const lora = published({ table: 6, row: "LoRA", column: "Overall", dataset: "places-lt" });
  const [table, ...others] = publishedTables(
    summarizeRows(recordsOf([{ row: "ours", overall: [51, 52], paper: lora }])),
  );
  expect(others).toEqual([]);
  expect(table).toMatchObject({
    table: "Table 6",
    dataset: "places-lt",
    columns: ["Overall", "Head", "Medium", "Tail"],
  });
  expect(table!.rows).toHaveLength(10);
  expect(table!.rows.find((row) => row.name === "LoRA")).toMatchObject({
    printed: ["51.8", "51.5", "52.5", "50.5"],
    ours: ["51.50", null, null, null],
  });
  expect(table!.rows.filter((row) => row.ours.some((text) => text !== null))).toHaveLength(1);
});

test("a grid that is compared with nothing shows no table of the paper", () => {
  expect(publishedTables(summarizeRows(recordsOf([{ row: "ours", overall: [51] }])))).toEqual([]);
});
