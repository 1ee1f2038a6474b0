import { LiftError } from "@liftjs/contracts";

/** A data set as a configuration names it: `{ name: "cifar100-lt", ratio: 100 }`. */
export interface DatasetSpec {
  readonly name: string;
  readonly [option: string]: unknown;
}

const OWN = ["folder", "csv", "jsonl"];

/**
 * What a command line calls a data set: `emoji-lt`, `cifar100-lt/100`, `folder:./photos`, `csv:list.csv`, `jsonl:list.jsonl`.
 * @throws LiftError `OPTIONS` when it is none of these
 */
export function parseDatasetSpec(text: string): DatasetSpec {
  const own = OWN.find((kind) => text.startsWith(`${kind}:`));
  if (own) return withPath(own, text.slice(own.length + 1), text);
  const match = /^([a-z0-9][a-z0-9-]*)(?:\/(\d+(?:\.\d+)?))?$/i.exec(text);
  if (!match)
    throw new LiftError(
      "OPTIONS",
      `"${text}" does not name a data set; write NAME, NAME/ratio (cifar100-lt/100), folder:PATH, csv:FILE or jsonl:FILE`,
    );
  const [, name = "", ratio] = match;
  return { name, ...(ratio !== undefined && { ratio: Number(ratio) }) };
}

function withPath(name: string, path: string, text: string): DatasetSpec {
  if (!path) throw new LiftError("OPTIONS", `"${text}" names no path; write ${name}:PATH`);
  return { name, path };
}
