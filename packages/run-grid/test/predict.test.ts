import { beforeAll, describe, expect, test } from "@jest/globals";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ReadyModel } from "@liftjs/inference";
import { loadModel } from "@liftjs/run-grid";
import { largestDifference } from "@liftjs/testkit";
import sharp from "sharp";
import { temporaryFolder } from "./helpers.js";
import { lift, trainTiny, type Tuned } from "./tuned.js";

let tuned: Tuned;
beforeAll(async () => {
  tuned = await trainTiny({ tte: { name: "five-crop", expand: 2 } });
}, 60_000);

const record = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "adapter.json"), "utf8")) as Record<string, unknown>;

function open(what: string): Promise<ReadyModel> {
  const folders = { data: [], weights: [], cache: temporaryFolder() };
  return loadModel(what, { folders, engine: "cpu" });
}

const testPhotos = () =>
  ["blue", "green", "red"].flatMap((name) => [0, 1, 2, 3].map((i) => join(tuned.photos, "test", name, `${i}.png`)));

/** A copy of the adapter whose adapter.json is changed. */
function changed(change: (record: Record<string, unknown>) => Record<string, unknown>): string {
  const folder = temporaryFolder();
  cpSync(tuned.training, folder, { recursive: true });
  writeFileSync(join(folder, "adapter.json"), JSON.stringify(change(record(folder))));
  return folder;
}

describe("loadModel", () => {
  test("a training, its cell, its row and its grid are the same model, in the reported views", async () => {
    const answers: Float32Array[] = [];
    for (const what of [tuned.training, tuned.cell, `${tuned.out}#train`, tuned.out]) {
      const model = await open(what);
      expect(model.tuned.tte.plugin.name).toBe("five-crop");
      const [first] = await model.classify(testPhotos().slice(0, 1));
      answers.push(first?.probabilities ?? new Float32Array());
      model.dispose();
    }
    for (const answer of answers) expect(largestDifference(answer, answers[0] ?? answer)).toBe(0);
    expect(answers[0]?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  test("gives the accuracy that the evaluation reported, without the data set", async () => {
    const model = await open(tuned.training);
    const photos = testPhotos();
    const results = await model.classify(photos, { top: 1 });
    const right = results.filter((r, i) => photos[i]?.includes(`/${r.top[0]?.class}/`));
    const { metrics } = JSON.parse(readFileSync(join(tuned.cell, "result.json"), "utf8")) as {
      metrics: { overall: number };
    };
    expect((100 * right.length) / photos.length).toBeCloseTo(metrics.overall, 6);
    expect(record(tuned.training)).toMatchObject({ metrics: { overall: metrics.overall } });
    model.dispose();
  });

  test("paths, file URLs and bytes of one photo give one answer; so do batches of any size", async () => {
    const model = await open(tuned.training);
    const [path = ""] = testPhotos();
    const photos = [path, pathToFileURL(path), new Uint8Array(readFileSync(path))];
    const three = await model.classify(photos);
    const [alone] = await model.classify([path]);
    for (const { logits } of three) expect(largestDifference(logits, alone?.logits ?? logits)).toBeLessThan(1e-5);
    expect(three.map((r) => r.name)).toEqual([path, path, "photo 3"]);
    model.dispose();
  });

  test("a prior moves probability to the classes that are expected, and a class that is not expected gets none", async () => {
    const model = await open(tuned.training);
    const photos = testPhotos().slice(0, 1);
    const of = async (prior: "uniform" | "train" | Record<string, number>) => {
      const [first] = await model.classify(photos, { prior });
      return [...(first?.probabilities ?? [])];
    };
    const [uniform, train, only] = [await of("uniform"), await of("train"), await of({ red: 1 })];
    const [plain] = await model.classify(photos);
    // The loss is logit adjustment with τ = 1, so the logits stand for classes that are alike already.
    expect(largestDifference(Float32Array.from(uniform), plain?.probabilities ?? new Float32Array(3))).toBeLessThan(
      1e-6,
    );
    const counts = model.tuned.classCounts;
    const weighted = uniform.map((p, c) => p * (counts[c] ?? 0));
    const total = weighted.reduce((a, b) => a + b, 0);
    train.forEach((p, c) => {
      expect(p).toBeCloseTo((weighted[c] ?? 0) / total, 5);
    });
    expect(only.filter((p) => p > 0)).toEqual([1]);
    await expect(model.classify(photos, { prior: { purple: 1 } })).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
    model.dispose();
  });

  test("rotated, 16-bit and CMYK photos are read; a bomb and a torn file are typed errors that stop no other", async () => {
    const folder = temporaryFolder();
    const grey = { create: { width: 20, height: 30, channels: 3 as const, background: "#884422" } };
    const write = async (name: string, make: (image: sharp.Sharp) => sharp.Sharp) => {
      await make(sharp(grey)).toFile(join(folder, name));
      return join(folder, name);
    };
    const good = [
      await write("rotated.jpg", (s) => s.withMetadata({ orientation: 6 }).jpeg()),
      await write("deep.png", (s) => s.toColourspace("rgb16").png()),
      await write("print.jpg", (s) => s.toColourspace("cmyk").jpeg()),
    ];
    const bomb = join(folder, "bomb.png");
    await sharp({ create: { width: 16000, height: 16000, channels: 3, background: "#000" }, limitInputPixels: false })
      .png()
      .toFile(bomb);
    const torn = join(folder, "torn.png");
    writeFileSync(torn, readFileSync(good[1] ?? "").subarray(0, 60));
    const model = await open(tuned.training);
    const codes: string[] = [];
    for await (const outcome of model.classifyEach([bomb, ...good, torn, join(folder, "none.png")]))
      codes.push("error" in outcome ? outcome.error.code : "ok");
    expect(codes).toEqual(["DATA", "ok", "ok", "ok", "DATA", "DATA"]);
    model.dispose();
  }, 30_000);

  test.each<[string, () => string, string, RegExp]>([
    ["nothing there", () => join(tuned.out, "none"), "IO", /no model at/],
    ["a row that is not there", () => `${tuned.out}#trian`, "UNKNOWN_NAME", /did you mean "train"/],
    ["a folder of something else", () => tuned.photos, "FORMAT", /no adapter\.json/],
    ["another schema", () => changed((r) => ({ ...r, schema: 9 })), "FORMAT", /not a record of this version/],
    [
      "another base model",
      () => changed((r) => ({ ...r, base: { name: "x", sha256: "y" } })),
      "WEIGHTS",
      /trained on x/,
    ],
    ["no class names", () => changed(({ classNames: _, ...r }) => r), "FORMAT", /does not say classNames/],
  ])("%s", async (_, what, code, message) => {
    await expect(open(what())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("lift predict", () => {
  const predict = (args: readonly string[], more = {}) =>
    lift(["predict", tuned.training, ...args, "--engine", "cpu"], more);

  test("--jsonl: an object a photo; one that is no photo is named and stops no other", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "bad.png"), "no image");
    const { status, stdout, stderr } = predict([
      join(folder, "bad.png"),
      join(tuned.photos, "test", "red"),
      "--jsonl",
      "--top",
      "2",
    ]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { path: string; top: object[] });
    expect([status, lines.length]).toEqual([1, 5]);
    expect(stderr).toContain("bad.png: no JPEG, PNG or WebP image");
    expect(lines[0]).toMatchObject({ top: [], error: { code: "DATA" } });
    expect(lines[1]).toMatchObject({
      path: join(tuned.photos, "test", "red", "0.png"),
      label: "red",
      top: [{ class: expect.any(String), probability: expect.any(Number) }, {}],
    });
  });

  test("a folder with class folders gets accuracy, a confusion table and a page; nothing is wider than 80 columns", () => {
    const page = join(temporaryFolder(), "page.html");
    const { status, stdout } = predict([join(tuned.photos, "test"), "--page", page], {
      env: { ...process.env, NO_COLOR: "1" },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/accuracy \d+\.\d % of 12 photos/);
    expect(stdout).not.toContain("\u001b[");
    for (const line of stdout.split("\n").filter((l) => !l.startsWith("/")))
      expect(line.length).toBeLessThanOrEqual(80);
    const html = readFileSync(page, "utf8");
    expect(html.match(/data:image\/webp/g)).toHaveLength(12);
    expect(html).toContain('<th scope="row">green</th>');
  });

  test("--csv, paths on standard input, and a list", () => {
    const red = join(tuned.photos, "test", "red", "0.png");
    const piped = predict(["-", "--csv"], { input: `${red}\n` });
    expect(piped.stdout.split("\n")[1]).toMatch(new RegExp(`^${red},,(red|green|blue),`));
    const list = join(tuned.photos, "list.csv");
    writeFileSync(list, "\uFEFFImage;Label\r\ntest/red/0.png;red\r\n");
    const { stdout } = predict([list, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ photos: [{ path: red, label: "red" }], assessment: { photos: 1 } });
  });

  test("flags that contradict one another are refused before the model is loaded", () => {
    expect(predict(["x.png", "--csv", "--json"])).toMatchObject({ status: 2, stdout: "" });
    expect(predict(["x.png", "--features"])).toMatchObject({ status: 2 });
  });

  test("without the folder of the data set", () => {
    const photo = join(temporaryFolder(), "p.png");
    cpSync(join(tuned.photos, "test", "red", "0.png"), photo);
    const away = join(temporaryFolder(), "model");
    mkdirSync(away);
    cpSync(tuned.training, away, { recursive: true });
    const other = temporaryFolder();
    cpSync(tuned.photos, other, { recursive: true });
    rmSync(tuned.photos, { recursive: true });
    const { status } = lift(["predict", away, photo, "--engine", "cpu", "--jsonl"]);
    cpSync(other, tuned.photos, { recursive: true });
    expect([status, existsSync(tuned.photos)]).toEqual([0, true]);
  });
});
