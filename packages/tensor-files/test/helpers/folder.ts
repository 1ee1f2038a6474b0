import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

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

export const context = () => ({
  cacheDir: mkdtempSync(join(tmpdir(), "liftjs-cache-")),
  log: () => undefined,
});
