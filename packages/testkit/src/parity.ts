import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "./jest.js";
import type { Peft } from "@liftjs/contracts";
import { readSafetensors } from "@liftjs/tensor-files";
import { relativeDifference } from "./checks.js";
import { plainEngine, usePlainJavaScript } from "./engines.js";
import { parityReplay, type ParityConfig } from "./parity-cell.js";

const CLOSE = 1e-4;

/** The fixtures of one method in a folder. */
function fixturesOf(
  plugin: Peft,
  folder: string,
): { title: string; path: string; config: ParityConfig; counts: number[] }[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".safetensors"));
  const read = files.map((file) => {
    const { metadata } = readSafetensors(join(folder, file));
    return {
      title: file,
      path: join(folder, file),
      config: JSON.parse(metadata["config"] ?? "{}") as ParityConfig,
      counts: JSON.parse(metadata["counts"] ?? "[]") as number[],
    };
  });
  return read.filter(({ config }) => config.peft[0].name === plugin.name);
}

/**
 * A method against PyTorch: features, logits, every first gradient within 1e-4 of the largest entry, and the losses of up to twenty
 * SGD steps within 1e-4 relative. Fixtures are made by tooling/parity/peft.py.
 * @param folder of the test's fixtures: `new URL("./fixtures/", import.meta.url)`
 */
export function describePeftParity(plugin: Peft, folder: URL): void {
  describe(`peft "${plugin.name}" against PyTorch`, () => {
    beforeAll(usePlainJavaScript);

    for (const { title, path, config, counts } of fixturesOf(plugin, fileURLToPath(folder)))
      test(title, async () => {
        const file = readSafetensors(path);
        const got = await parityReplay(await plainEngine(), plugin, config, counts);
        const traced = Object.keys(got).filter((name) => name.startsWith("grad."));
        const gradients = file.names().filter((name) => name.startsWith("grad."));
        expect(traced.sort()).toEqual([...gradients].sort());
        const differenceAt = (name: string) => relativeDifference(got[name]?.data ?? [], file.read(name).data);
        for (const name of ["features_first", "logits_first", ...gradients])
          expect([name, differenceAt(name) < CLOSE]).toEqual([name, true]);
        const losses = Array.from(got["loss"]?.data ?? []);
        const expected = Array.from(file.read("loss").data);
        expect(losses).toHaveLength(expected.length);
        const apart = losses.map((loss, k) => Math.abs(loss / (expected[k] ?? NaN) - 1));
        expect(Math.max(...apart)).toBeLessThan(CLOSE);
      });
  });
}
