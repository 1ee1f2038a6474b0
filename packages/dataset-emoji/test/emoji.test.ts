import { listingHash } from "@liftjs/datasets";
import { describe, expect, test } from "@jest/globals";
import { emojiLt } from "../src/emoji.js";
import { emojiPictures, isUnseenName } from "../src/pictures.js";
import { artificialTail } from "../src/tail.js";

const context = () => ({ dataDirs: [], cacheDir: ".", log: () => undefined });
const open = (raw: object = {}) => emojiLt.open(emojiLt.parse(raw), context());

describe("emoji-lt", () => {
  test("is naturally long-tailed, the largest class first, and has the facts that it says before it is opened", async () => {
    const data = await open();
    expect(data.classNames).toHaveLength(95);
    expect(new Set(data.classNames).size).toBe(95);
    expect([...data.classCounts].sort((a, b) => b - a)).toEqual(data.classCounts);
    expect(emojiLt.facts(emojiLt.parse({}))).toEqual({ classes: 95, classCounts: data.classCounts });
    expect(data.classCounts[0]! / data.classCounts.at(-1)!).toBeGreaterThan(50);
    expect(new Set(data.groups)).toEqual(new Set(["many", "medium", "few"]));
  });

  test("tests every class on another artist's pictures than it trains on", async () => {
    const { train, test: held, classNames } = await open();
    const setsOf = (samples: typeof train) => [...new Set(samples.map(({ id }) => id.split("/")[0]))].sort();
    expect(setsOf(train)).toEqual(["emojione", "noto", "twemoji"]);
    expect(setsOf(held)).toEqual(["fluent-emoji-flat"]);
    expect(new Set(held.map(({ label }) => label)).size).toBe(classNames.length);
  });

  test("leaves skin tones out and draws at the size asked for", async () => {
    const { train } = await open({ size: 32 });
    expect(train.filter(({ id }) => /1f3f[b-f]/.test(id))).toEqual([]);
    const source = train[0]!.source;
    expect(source.type === "svg" && source.size === 32 && source.svg.includes('width="32"')).toBe(true);
  });

  test("with a ratio follows the exponential tail, the same pictures every time", async () => {
    const [one, two] = [await open({ classes: 50, ratio: 50 }), await open({ classes: 50, ratio: 50 })];
    const n = one.classCounts[0]!;
    expect(one.classCounts).toEqual(Array.from({ length: 50 }, (_, j) => Math.floor(n * (1 / 50) ** (j / 49))));
    expect(listingHash(one)).toBe(listingHash(two));
    expect(listingHash(one)).not.toBe(listingHash(await open({ classes: 50 })));
  });

  test("balanced, tests every class on equally many of its pictures, the same every time", async () => {
    const [all, one, two] = [
      await open({ classes: 50 }),
      await open({ classes: 50, balancedTest: true }),
      await open({ classes: 50, balancedTest: true }),
    ];
    const perClass = ({ test: held }: typeof all) =>
      Array.from({ length: 50 }, (_, j) => held.filter(({ label }) => label === j).length);
    expect(new Set(perClass(one))).toEqual(new Set([Math.min(...perClass(all))]));
    expect(Math.max(...perClass(all))).toBeGreaterThan(60);
    const ids = new Set(all.test.map(({ id }) => id));
    expect(one.test.every(({ id }) => ids.has(id))).toBe(true);
    expect(one.test).toEqual(two.test);
    expect(one.train).toEqual(all.train);
  });

  test("keeps names for pre-training apart from names that it never sees", async () => {
    const [seen, unseen] = [await open({ names: "seen" }), await open({ names: "unseen" })];
    const points = (samples: typeof seen.train) => samples.map(({ id }) => id.split("/")[1]!);
    expect(points([...seen.train, ...seen.test]).some(isUnseenName)).toBe(false);
    expect(points([...unseen.train, ...unseen.test]).every(isUnseenName)).toBe(true);
    const part = emojiPictures(["noto"], 32, "unseen").length / emojiPictures(["noto"], 32).length;
    expect(part).toBeGreaterThan(0.15);
    expect(part).toBeLessThan(0.25);
  });

  test("describes a class by its members' names", async () => {
    const { descriptions } = await open();
    expect(descriptions!.mammal).toContain("fox");
    expect(descriptions!.drink).toContain("hot beverage");
  });

  test("finds a drawing of every class in code points and in older names", () => {
    const names = new Map(emojiPictures(["noto", "emojione"], 32).map(({ id, name }) => [id, name]));
    expect(names.get("noto/1f98a")).toBe("fox");
    expect(names.get("emojione/1f1e6-1f1f9")).toBe("flag austria");
  });

  test("an artificial tail uses the largest class that every class can follow", () => {
    expect(artificialTail([100, 50, 10], 10)).toEqual([100, 31, 10]);
    expect(artificialTail([100, 20, 10], 10)).toEqual([66, 20, 6]);
    expect(() => artificialTail([100, 20, 10], 150)).toThrow(/needs 150 pictures in the largest, and at most 100 fit/);
  });

  test.each([
    [{ ratio: 0.5 }, /ratio/],
    [{ classes: 1 }, /classes/],
    [{ size: 0 }, /size/],
    [{ sets: [] }, /no option "sets"/],
  ])("refuses %j", (raw, message) => {
    expect(() => emojiLt.parse(raw)).toThrow(message);
  });

  test("refuses more classes than there are, and a ratio that empties a class", async () => {
    await expect(open({ classes: 500 })).rejects.toMatchObject({
      code: "OPTIONS",
      message: expect.stringMatching(/has 95 classes/),
    });
    await expect(open({ ratio: 5000 })).rejects.toMatchObject({ code: "OPTIONS" });
  });
});
