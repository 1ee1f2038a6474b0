import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "./jest.js";
import type { Peft } from "@liftjs/contracts";
import { readSafetensors } from "@liftjs/tensor-files";
import { relativeDifference, usePlainJavaScript } from "./checks.js";
import { ParityCell, type ParityConfig } from "./parity-cell.js";

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
      config: JSON.parse(metadata["config"]!) as ParityConfig,
      counts: JSON.parse(metadata["counts"]!) as number[],
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

    test.each(fixturesOf(plugin, fileURLToPath(folder)))("$title", ({ path, config, counts }) => {
      const file = readSafetensors(path);
      const cell = new ParityCell(plugin, config, counts);
      const expected = (name: string): Float32Array => file.read(name).data;
      const { features, logits } = cell.forward(0);
      expect(relativeDifference(features, expected("features_first"))).toBeLessThan(CLOSE);
      expect(relativeDifference(logits, expected("logits_first"))).toBeLessThan(CLOSE);
      const first = cell.step(0);
      const names = file.names().filter((name) => name.startsWith("grad."));
      expect(
        Object.keys(first.gradients)
          .map((name) => `grad.${name}`)
          .sort(),
      ).toEqual([...names].sort());
      for (const name of names)
        expect([name, relativeDifference(first.gradients[name.slice(5)]!, expected(name)) < CLOSE]).toEqual([
          name,
          true,
        ]);
      const losses = [first.loss, ...Array.from({ length: config.epochs - 1 }, (_, k) => cell.step(k + 1).loss)];
      losses.forEach((loss, k) => expect(Math.abs(loss / expected("loss")[k]! - 1)).toBeLessThan(CLOSE));
      cell.dispose();
    });
  });
}
