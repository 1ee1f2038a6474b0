import { closeSync, openSync, readSync } from "node:fs";

const HEAD_BYTES = 12;
const text = (head: Buffer, from: number, to: number): string => head.toString("latin1", from, to);

/** Formats that images are read from, by their first bytes. */
const formats: Readonly<Record<string, (head: Buffer) => boolean>> = {
  jpeg: (head) => text(head, 0, 3) === "\xff\xd8\xff",
  png: (head) => text(head, 0, 8) === "\x89PNG\r\n\x1a\n",
  webp: (head) => text(head, 0, 4) === "RIFF" && text(head, 8, 12) === "WEBP",
};
export const imageFormats: readonly string[] = Object.keys(formats);

/** The format of an image file by its first bytes; null when it is none that can be read. */
export function imageFormatOf(path: string): string | null {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, "r");
  try {
    readSync(file, head, 0, HEAD_BYTES, 0);
  } finally {
    closeSync(file);
  }
  return imageFormats.find((format) => formats[format]?.(head)) ?? null;
}
