import { basename } from "node:path";
import { defineDataset, LiftError, type DatasetPlugin } from "@liftjs/contracts";
import { linesOf } from "@liftjs/tensor-files";
import { z } from "zod";
import { ownDataset, ownIdentity } from "./own-data.js";
import type { OwnRecord } from "./records.js";
import { readTable, recordOfRow, rootOf, tableShape } from "./table.js";

export const jsonlSchema = z.strictObject(tableShape);
export type JsonlOptions = z.output<typeof jsonlSchema>;

function rowOf(line: string, where: string): Record<string, unknown> {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (cause) {
    throw new LiftError("DATA", `${where}: is not JSON: ${(cause as Error).message}`, {}, { cause });
  }
  if (typeof row !== "object" || row === null || Array.isArray(row))
    throw new LiftError("DATA", `${where}: is not an object such as {"image": "cat/1.jpg", "label": "cat"}`);
  return row as Record<string, unknown>;
}

/**
 * Records of a JSONL file: an object a line, empty lines left out.
 * @throws LiftError `DATA` that names the line; also for a line of a million letters and after 4,000,000 lines
 */
export function jsonlRecords(text: string, options: JsonlOptions): OwnRecord[] {
  const name = basename(options.path);
  return Array.from(linesOf(text, name), ([line, number]) => {
    const where = `${name} line ${number}`;
    return recordOfRow(rowOf(line, where), options, where);
  });
}

/** A JSONL file that lists images: `{"image": "cat/1.jpg", "label": "cat", "split": "train"}` a line. */
export const jsonlDataset: DatasetPlugin<JsonlOptions> = defineDataset("jsonl", jsonlSchema, {
  about: {
    title: "A JSONL file that lists images and labels",
    license: "the user's own data",
    source: "--data-set jsonl:file.jsonl",
    files: [],
  },
  identity: ownIdentity,
  open: async (options) =>
    ownDataset("jsonl", jsonlRecords(readTable("jsonl", options.path), options), rootOf(options), options),
});
