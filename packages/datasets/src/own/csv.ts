import { basename } from "node:path";
import { defineDataset, LiftError, type DatasetPlugin } from "@liftjs/contracts";
import { parse as parseCsv } from "csv-parse/sync";
import { z } from "zod";
import { ownDataset, ownIdentity } from "./own-data.js";
import type { OwnRecord } from "./records.js";
import { readTable, recordOfRow, rootOf, tableShape } from "./table.js";

export const csvSchema = z.strictObject({ ...tableShape, delimiter: z.string().length(1).default(",") });
export type CsvOptions = z.output<typeof csvSchema>;

const MAX_RECORD_BYTES = 1 << 20;
const MAX_COLUMNS = 1000;
const MAX_RECORDS = 4_000_000;

function checkedHeader(header: string[]): string[] {
  if (header.length > MAX_COLUMNS) throw new Error(`it has ${header.length} columns; ${MAX_COLUMNS} are read`);
  return header;
}

/**
 * Records of a CSV file with a header; at most 1,000 columns, 4,000,000 records and 1 MiB in each.
 * @throws LiftError `DATA` that names the line, for text that is not CSV, a line without image or label, or an unknown split
 */
export function csvRecords(text: string, options: CsvOptions): OwnRecord[] {
  const name = basename(options.path);
  let records = 0;
  try {
    return parseCsv(text, {
      columns: checkedHeader,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      delimiter: options.delimiter,
      max_record_size: MAX_RECORD_BYTES,
      // One row at a time becomes three texts, so that columns that nobody asked for are not kept.
      on_record: (row: Record<string, string>, { lines }) => {
        if (++records > MAX_RECORDS) throw new Error(`it has more than ${MAX_RECORDS} records`);
        return recordOfRow(row, options, `${name} line ${lines}`);
      },
    });
  } catch (cause) {
    if (LiftError.is(cause)) throw cause;
    throw new LiftError(
      "DATA",
      `csv: ${name} is not a CSV file with a header: ${(cause as Error).message}`,
      {},
      { cause },
    );
  }
}

/** A CSV file that lists images: `image,label[,split]`, with a header. */
export const csvDataset: DatasetPlugin<CsvOptions> = defineDataset("csv", csvSchema, {
  about: {
    title: "A CSV file that lists images and labels",
    license: "the user's own data",
    source: "--data-set csv:file.csv",
    files: [],
  },
  identity: ownIdentity,
  open: async (options) =>
    ownDataset("csv", csvRecords(readTable("csv", options.path), options), rootOf(options), options),
});
