import { basename } from "node:path";
import { defineDataset, LiftError, type DatasetPlugin } from "@liftjs/contracts";
import { parse as parseCsv } from "csv-parse/sync";
import { z } from "zod";
import { ownDataset } from "./own-data.js";
import type { OwnRecord } from "./records.js";
import { readTable, recordOfRow, rootOf, tableShape } from "./table.js";

export const csvSchema = z.strictObject({ ...tableShape, delimiter: z.string().length(1).default(",") });
export type CsvOptions = z.output<typeof csvSchema>;

/**
 * Records of a CSV file with a header.
 * @throws LiftError `DATA` that names the line, for text that is not CSV, a line without image or label, or an unknown split
 */
export function csvRecords(text: string, options: CsvOptions): OwnRecord[] {
  const name = basename(options.path);
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parseCsv(text, {
      columns: true,
      info: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      delimiter: options.delimiter,
      max_record_size: 1 << 20,
    }) as unknown as typeof rows;
  } catch (cause) {
    throw new LiftError(
      "DATA",
      `csv: ${name} is not a CSV file with a header: ${(cause as Error).message}`,
      {},
      { cause },
    );
  }
  return rows.map(({ record, info }) => recordOfRow(record, options, `${name} line ${info.lines}`));
}

/** A CSV file that lists images: `image,label[,split]`, with a header. */
export const csvDataset: DatasetPlugin<CsvOptions> = defineDataset("csv", csvSchema, {
  about: {
    title: "A CSV file that lists images and labels",
    license: "the user's own data",
    source: "--data-set csv:file.csv",
    files: [],
  },
  open: async (options) =>
    ownDataset("csv", csvRecords(await readTable("csv", options.path), options), rootOf(options), options),
});
