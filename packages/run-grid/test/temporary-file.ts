import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file with a text in a new folder under the system's own for temporary files. */
export function temporaryFile(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "lift-file-")), name);
  writeFileSync(path, text);
  return path;
}
