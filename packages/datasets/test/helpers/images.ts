import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The smallest PNG: one pixel. */
export const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A fresh folder with the given files; a value of null makes an empty folder. */
export function makeFolder(files: Readonly<Record<string, Buffer | string | null>>): string {
  const root = mkdtempSync(join(tmpdir(), "liftjs-data-"));
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(content === null ? path : dirname(path), { recursive: true });
    if (content !== null) writeFileSync(path, content);
  }
  return root;
}

/** `count` one-pixel images `folder/0.png` … */
export const pictures = (folder: string, count: number): Record<string, Buffer> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.png`, onePixel]));

export const context = (dataDirs: readonly string[] = []) => ({
  dataDirs,
  cacheDir: mkdtempSync(join(tmpdir(), "liftjs-cache-")),
  log: () => undefined,
});
