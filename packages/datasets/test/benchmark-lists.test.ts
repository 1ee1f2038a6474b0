import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readText } from "@liftjs/tensor-files";
import { describe, expect, test } from "@jest/globals";
import { imagenetLtBenchmark, inaturalistBenchmark, placesLtBenchmark } from "../src/lists/benchmarks.js";
import { classesAtRank, parseCategories, ranks } from "../src/lists/categories.js";
import { parseClassNames, parseList, readList } from "../src/lists/list-file.js";
import { imagenetLt, inaturalist2018, listPlugin, listSchema, placesLt } from "../src/lists/list-plugin.js";
import { context, makeFolder, onePixel } from "./helpers/images.js";
import { feedMutations, inputs } from "./helpers/mutate.js";

const CLASSES = 365;
const names = Array.from({ length: CLASSES }, (_, i) => `c${i} scene_${i}`).join("\n");
const list = (split: string, perClass: number, classes = CLASSES) =>
  Array.from({ length: classes * perClass }, (_, i) => `${split}/${i}.jpg ${i % classes}`).join("\n");

/** Places-LT with three classes' images. */
const places = () =>
  makeFolder({
    "lists/places-lt-train.txt.gz": gzipSync(list("train", 2)),
    "lists/places-lt-val.txt": list("val", 1),
    "places/Places_LT_test.txt": list("test", 1),
    "places-lt-classnames.txt": names,
    ...Object.fromEntries(
      ["train", "test", "val"].flatMap((split) =>
        [0, 1, 2, 365, 366, 367].map((i) => [`places/${split}/${i}.jpg`, onePixel]),
      ),
    ),
  });
const openPlaces = (root: string, raw: object) => placesLt.open(placesLt.parse(raw), context([root]));

describe("lists", () => {
  test("are looked for beside the images, in lists/ and at the top, plain or gzipped", async () => {
    const data = await openPlaces(places(), { classes: 3, validation: 1 });
    expect(data.classNames).toEqual(["scene_0", "scene_1", "scene_2"]);
    expect(data.classCounts).toEqual([2, 2, 2]);
    expect(data.validation!.map(({ id }) => id)).toEqual(["val/0.jpg", "val/1.jpg", "val/2.jpg"]);
  });

  test("say how many images are not there, and which", async () => {
    await expect(openPlaces(places(), {})).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(/724 of 730 images are not in .*, the first train\/3\.jpg/),
    });
  });

  test("say which list or folder is missing", async () => {
    await expect(openPlaces(makeFolder({}), {})).rejects.toMatchObject({
      message: expect.stringMatching(/found neither places-lt-classnames\.txt/),
    });
    const root = makeFolder({
      "places-lt-classnames.txt": names,
      "places-lt-train.txt": list("train", 1),
      "places-lt-test.txt": list("test", 1),
    });
    await expect(openPlaces(root, {})).rejects.toMatchObject({
      message: expect.stringMatching(/found no folder with test\/0\.jpg; searched .*places/),
    });
  });

  test("another list is called that", async () => {
    const files = {
      "places-lt-classnames.txt": names,
      "places-lt-test.txt": list("test", 1),
      "places-lt-train.txt": list("train", 1, 500),
    };
    await expect(openPlaces(makeFolder(files), {})).rejects.toMatchObject({
      message: expect.stringMatching(/has label 365; labels go from 0 to 364, so it is another list/),
    });
    await expect(openPlaces(makeFolder({ ...files, "places-lt-classnames.txt": "a b\n" }), {})).rejects.toMatchObject({
      message: expect.stringMatching(/names 1 classes; 365 were expected/),
    });
  });

  test.each([
    ["no label", "a.jpg", /line 1: "a\.jpg" is not "relative\/path label"/],
    ["a negative label", "ok.jpg 1\na.jpg -1", /line 2/],
    ["a path out of the root", "../a.jpg 1", /leads out of the images' folder/],
    ["an absolute path", "/etc/passwd 1", /leads out/],
  ])("a line with %s is refused", (_, text, message) => {
    expect(() => parseList(text, "list.txt")).toThrow(message);
  });

  test("paths may hold spaces, lines end either way", () => {
    expect(parseList("a b/c d.jpg 12\r\n\ne.jpg\t3\n", "list.txt")).toEqual([
      { path: "a b/c d.jpg", label: 12 },
      { path: "e.jpg", label: 3 },
    ]);
  });

  test("mutated lists and categories are read or refused", async () => {
    const categories = JSON.stringify(
      [0, 1, 2].map((id) => ({
        id,
        name: `n${id}`,
        kingdom: "k",
        phylum: "p",
        class: "c",
        order: "o",
        family: "f",
        genus: "g",
      })),
    );
    expect(
      (
        await feedMutations(Buffer.from(list("train", 1, 9)), inputs(10000), (bytes) =>
          parseList(bytes.toString("utf8"), "list"),
        )
      ).other,
    ).toEqual([]);
    expect(
      (
        await feedMutations(Buffer.from(categories), inputs(10000), (bytes) =>
          parseCategories(bytes.toString("utf8"), "categories"),
        )
      ).other,
    ).toEqual([]);
  });
});

describe("class names", () => {
  test("a list with keys and a list of names alone give the same names", () => {
    const keyed = "n01440764 tench\nn01484850 great white shark\n";
    const alone = "tench\r\ngreat white shark\r\n";
    expect(parseClassNames(keyed)).toEqual(["tench", "great white shark"]);
    expect(parseClassNames(alone)).toEqual(["tench", "great white shark"]);
  });

  test("names that are not the authors' are said to be others; a missing or short list says where theirs is", async () => {
    const lines: string[] = [];
    const say = { ...context([places()]), log: (line: string) => void lines.push(line) };
    await placesLt.open(placesLt.parse({ classes: 3 }), say);
    expect(lines).toEqual([
      expect.stringMatching(/class names in .*places-lt-classnames\.txt are not the authors'.*github\.com/),
    ]);
    await expect(openPlaces(makeFolder({}), {})).rejects.toMatchObject({
      message: expect.stringMatching(/shijxcs\/LIFT/),
    });
    const short = makeFolder({ "Places_LT/classnames.txt": "alley\ncliff\n" });
    await expect(openPlaces(short, {})).rejects.toMatchObject({
      message: expect.stringMatching(/names 2 classes; 365 were expected.*shijxcs\/LIFT/),
    });
  });

  test("the authors' descriptions of ImageNet's classes come along where their file is there", async () => {
    const benchmark = { ...imagenetLtBenchmark, classes: 2 };
    const plugin = listPlugin(benchmark, listSchema);
    const files = {
      "imagenet-lt-classnames.txt": "tench\ngreat white shark\n",
      "ImageNet_LT_train.txt": "a.jpg 0\nb.jpg 1\n",
      "ImageNet_LT_test.txt": "a.jpg 0\nb.jpg 1\n",
      "imagenet/a.jpg": onePixel,
      "imagenet/b.jpg": onePixel,
    };
    const openWith = (descriptions: object) =>
      plugin.open(plugin.parse({}), context([makeFolder({ ...files, ...descriptions })]));
    const texts = { tench: ["a freshwater fish"], "great white shark": ["a large fish", "grey above"] };
    expect((await openWith({ "descriptors_imagenet.json": JSON.stringify(texts) })).descriptions).toEqual(texts);
    expect((await openWith({})).descriptions).toBeUndefined();
    await expect(openWith({ "descriptors_imagenet.json": '{"tench": "fish"}' })).rejects.toThrow(
      /class descriptions in .*descriptors_imagenet\.json.*tench/,
    );
  });
});

describe("what is known without the lists", () => {
  test("Places-LT's class counts are its list's; the others have their lists' size, largest and smallest class", () => {
    const facts = (plugin: typeof placesLt, raw: object = {}) => {
      const known = plugin.facts(plugin.parse(raw));
      const counts = known?.classCounts ?? [];
      const total = counts.reduce((a, b) => a + b, 0);
      return [
        known?.classes,
        total,
        Math.max(...counts),
        Math.min(...counts),
        known?.test,
        known?.approximate ?? false,
      ];
    };
    expect(facts(placesLt)).toEqual([365, 62500, 4980, 5, 36500, false]);
    expect(facts(imagenetLt)).toEqual([1000, 115846, 1280, 5, 50000, true]);
    expect(facts(inaturalist2018 as typeof placesLt)).toEqual([8142, 437513, 1000, 2, 24426, true]);
    expect(facts(placesLt, { classes: 10, testPerClass: 4 }).slice(0, 1)).toEqual([10]);
    expect(facts(placesLt, { classes: 10, testPerClass: 4 })[4]).toBe(40);
  });

  test("at a coarser rank there are fewer classes and as many images", () => {
    const known = inaturalist2018.facts(inaturalist2018.parse({ rank: "kingdom" }));
    const total = (known?.classCounts ?? []).reduce((a, b) => a + b, 0);
    expect([known?.classes, known?.test]).toEqual([6, 24426]);
    expect(Math.abs(total - 437513)).toBeLessThan(10);
  });

  test("lists of another size are not known", () => {
    const other = listPlugin({ ...placesLtBenchmark, classes: 3 }, listSchema);
    expect(other.facts(other.parse({}))).toBeNull();
  });
});

describe("taxonomic ranks", () => {
  const taxon = (id: number, kingdom: string, genus: string) => ({
    id,
    name: `${genus} ${id}`,
    kingdom,
    phylum: "P",
    class: "C",
    order: "O",
    family: "F",
    genus,
  });
  const categories = parseCategories(
    JSON.stringify([taxon(2, "Plantae", "Rosa"), taxon(0, "Animalia", "Canis"), taxon(1, "Animalia", "Felis")]),
    "categories.json",
  );

  test("classes of a rank are in the order of their first species", () => {
    expect(classesAtRank(categories, "kingdom")).toEqual({ classNames: ["Animalia", "Plantae"], labelOf: [0, 0, 1] });
    expect(classesAtRank(categories, "species").classNames).toEqual(["Canis 0", "Felis 1", "Rosa 2"]);
  });

  test("a list of categories with a gap is refused", () => {
    expect(() => parseCategories(JSON.stringify([taxon(0, "a", "b"), taxon(2, "a", "b")]), "x.json")).toThrow(
      /1 is missing or there twice/,
    );
    expect(() => inaturalist2018.parse({ rank: "tribe" })).toThrow(/rank/);
  });
});

const dataDir = process.env["LIFT_DATA_DIR"] ?? join(process.cwd(), "..", "shared", "data");
const lists = join(dataDir, "lists");
const onRealLists = existsSync(lists) ? test : test.skip;

describe("the lists that everybody uses, where present", () => {
  onRealLists("have the stated numbers of images and classes", () => {
    const counts = (name: string) => readList(join(lists, name)).length;
    expect(counts("places-lt-train.txt.gz")).toBe(placesLtBenchmark.sizes.train);
    expect(counts("places-lt-val.txt.gz")).toBe(placesLtBenchmark.sizes.validation);
    expect(counts("places-lt-test.txt.gz")).toBe(placesLtBenchmark.sizes.test);
    expect(counts("imagenet-lt-test.txt.gz")).toBe(imagenetLtBenchmark.sizes.test);
    expect(counts("imagenet-lt-val.txt.gz")).toBe(imagenetLtBenchmark.sizes.validation);
    expect(counts("inat2018-val.txt.gz")).toBe(inaturalistBenchmark.sizes.test);
  });

  onRealLists("Places-LT's class counts are those that are known without it", () => {
    const counts = new Array<number>(365).fill(0);
    for (const { label } of readList(join(lists, "places-lt-train.txt.gz"))) counts[label] = (counts[label] ?? 0) + 1;
    expect(placesLtBenchmark.counts.of()).toEqual(counts);
  });

  onRealLists.each([
    [imagenetLtBenchmark, "imagenet-lt-classnames.txt", 1000],
    [placesLtBenchmark, "places-lt-classnames.txt", 365],
  ])(
    "every class name is read right from a list with keys and from one of names alone",
    ({ namesSha256 }, file, count) => {
      const text = readText(join(lists, file));
      const names = parseClassNames(text);
      const alone = text.replace(/^\S+ /gm, "");
      expect(names).toHaveLength(count);
      expect(parseClassNames(alone)).toEqual(names);
      expect(createHash("sha256").update(names.join("\n").replaceAll("_", " ")).digest("hex")).toBe(namesSha256);
    },
  );

  onRealLists("iNaturalist has six kingdoms and 8,142 species", () => {
    const categories = parseCategories(readText(join(lists, "inat2018-categories.json.gz")), "categories");
    expect(ranks.map((rank) => classesAtRank(categories, rank).classNames.length)).toEqual([
      6, 25, 57, 272, 1118, 4401, 8142,
    ]);
  });
});
