import { statSync } from "node:fs";
import { beforeAll, describe, expect, test } from "./jest.js";
import type { DatasetContext, DatasetPlugin, ImageSource, LongTailDataset, Sample } from "@liftjs/contracts";
import { expectStrictOptions } from "./checks.js";

/** Where an image's bytes end, beside how many bytes there are. */
function extentOf(source: ImageSource): { end: number; available: number } {
  if (source.type === "svg") return { end: 1, available: source.svg.length };
  const available = statSync(source.path).size;
  if (source.type === "file") return { end: 1, available };
  const length = source.type === "slice" ? source.length : source.width * source.height * 3;
  return { end: source.offset + Math.max(1, length), available };
}

const ids = (samples: readonly Sample[]): string[] => samples.map(({ id }) => id);
const countOf = (samples: readonly Sample[], classes: number): number[] =>
  Array.from({ length: classes }, (_, j) => samples.filter(({ label }) => label === j).length);

/**
 * What every data set must hold, for Jest: `describeDataset(folderDataset, { path }, () => context)`.
 * @param makeContext data folders in which the set is, and an empty cache; called anew for each opening
 */
export function describeDataset(plugin: DatasetPlugin, options: object, makeContext: () => DatasetContext): void {
  const open = (more: object = {}): Promise<LongTailDataset> =>
    plugin.open(plugin.parse({ ...options, ...more }), makeContext());

  describe(`data set "${plugin.name}" ${JSON.stringify(options)}`, () => {
    let data: LongTailDataset;
    beforeAll(async () => {
      data = await open();
    });

    test("is the same at every opening: samples, order and fingerprint", async () => {
      const again = await open();
      expect([ids(again.train), ids(again.test)]).toEqual([ids(data.train), ids(data.test)]);
    });

    test("labels lie within the classes, and every class has training images", () => {
      const classes = data.classNames.length;
      expect(new Set(data.classNames).size).toBe(classes);
      expect(data.classCounts).toEqual(countOf(data.train, classes));
      expect(Math.min(...data.classCounts)).toBeGreaterThan(0);
      expect(data.groups).toHaveLength(classes);
      expect(
        [...data.train, ...data.test].every(({ label }) => Number.isInteger(label) && label >= 0 && label < classes),
      ).toBe(true);
      expect([data.groupRule, data.license].every((text) => text.length > 0)).toBe(true);
    });

    test("no sample is in two splits or twice in one", async () => {
      const { train, test: held, validation = [] } = await open({ validation: 1 });
      const all = ids([...train, ...held, ...validation]);
      expect(new Set(all).size).toBe(all.length);
    });

    test("every source's bytes are there", () => {
      for (const { source } of [...data.train, ...data.test]) {
        const { end, available } = extentOf(source);
        expect(end).toBeLessThanOrEqual(available);
      }
    });

    test("its facts, where it knows them beforehand, are what it opens with", async () => {
      for (const more of [{}, { validation: 1 }]) {
        const facts = plugin.facts(plugin.parse({ ...options, ...more }));
        const opened = await open(more);
        expect(facts ?? { classes: opened.classNames.length, classCounts: opened.classCounts }).toEqual({
          classes: opened.classNames.length,
          classCounts: opened.classCounts,
        });
      }
    });

    test("fewer test images a class are the first of each", async () => {
      const few = await open({ testPerClass: 1 });
      expect(Math.max(...countOf(few.test, few.classNames.length))).toBe(1);
      expect(ids(few.train)).toEqual(ids(data.train));
    });

    test("refuses options that it does not have", () => {
      expectStrictOptions((raw) => plugin.parse(raw), options);
    });
  });
}
