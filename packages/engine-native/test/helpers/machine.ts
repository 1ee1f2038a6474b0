import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Situation } from "../../src/situation.js";

/** A machine with only the programs that a test gives it, and a cache of its own (its path has a space). */
export interface Machine {
  readonly at: Situation;
  readonly cache: string;
  readonly remove: () => void;
}

/** @param programs shell scripts by name; they may use builtins only, for PATH holds nothing else */
export function machine(programs: Record<string, string> = {}, env: Record<string, string> = {}): Machine {
  const folder = mkdtempSync(join(tmpdir(), "liftjs native-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const cache = join(folder, "cache");
  const at: Situation = {
    env: { PATH: bin, HOME: folder, LIFT_CACHE_DIR: cache, PIP_INDEX_URL: "http://127.0.0.1:9/simple", ...env },
    platform: "linux",
    arch: "x64",
    glibc: "2.36",
  };
  return { at, cache, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A compiler that writes something which is no addon. */
export const fakeCompiler = `
case "$1" in --version) echo "g++ (fake) 1.0"; exit 0;; esac
while [ $# -gt 0 ]; do if [ "$1" = "-o" ]; then echo "no addon" > "$2"; fi; shift; done`;
