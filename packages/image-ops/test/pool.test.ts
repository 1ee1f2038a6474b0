import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ImageSource, ImageStep, ViewRecipe } from "@liftjs/contracts";
import { createImagePool, createNormalizer, decodeImage, runRecipe, type ImagePool } from "../src/index.js";
import { fixturePath } from "./fixtures.js";

const facts = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.25] } as const;
const file = (name: string): ImageSource => ({ type: "file", path: fixturePath(name) });
const resize = (side: number): ImageStep => ({
  step: "resize",
  size: { width: side, height: side },
  interpolation: "bicubic",
});
const recipes: ViewRecipe[] = [
  [resize(16)],
  [{ step: "flip" }, resize(16)],
  [resize(20), { step: "center-crop", size: { width: 16, height: 16 } }],
];
const names = [
  "rgb.png",
  "420.jpg",
  "cmyk.jpg",
  "grey-16-bit.png",
  "palette.png",
  "lossy.webp",
  "progressive.jpg",
  "alpha.png",
];
const STRIDE = 16 * 16 * 3;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "image-pool-"));
  writeFileSync(join(folder, "text.jpg"), "no image");
  writeFileSync(
    join(folder, "slices.bin"),
    Buffer.concat([Buffer.from("before"), readFileSync(fixturePath("rgb.png")), Buffer.from("after")]),
  );
  writeFileSync(
    join(folder, "raw.bin"),
    Uint8Array.from({ length: 100 }, (_, i) => i),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function withPool<T>(
  options: Parameters<typeof createImagePool>[0],
  use: (pool: ImagePool) => Promise<T>,
): Promise<T> {
  const pool = createImagePool(options);
  try {
    return await use(pool);
  } finally {
    await pool.dispose();
  }
}

async function expectedBatch(): Promise<Float32Array> {
  const out = new Float32Array(names.length * recipes.length * STRIDE);
  const normalize = createNormalizer(facts);
  for (const [i, name] of names.entries()) {
    const image = await decodeImage(readFileSync(fixturePath(name)), name);
    recipes.forEach((recipe, j) => normalize(runRecipe(image, recipe).data, out, (i * recipes.length + j) * STRIDE));
  }
  return out;
}

describe("a pool of 0, 1 and 8 workers", () => {
  const jobs = names.map((name) => ({ source: file(name), recipes }));
  test.each([0, 1, 8])(
    "%i: the same floats in the same order, decoded or from the cache, shared memory or not",
    async (workers) => {
      const expected = await expectedBatch();
      await withPool({ workers }, async (pool) => {
        for (let round = 0; round < 2; round++) {
          const out = new Float32Array(expected.length);
          await pool.batch(jobs, out, facts);
          expect(Buffer.from(out.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
        }
        const shared = new Float32Array(new SharedArrayBuffer(expected.byteLength));
        await pool.batch(jobs, shared, facts);
        expect(Buffer.from(shared.slice().buffer).equals(Buffer.from(expected.buffer))).toBe(true);
      });
    },
  );

  test.each([0, 2])("%i: batches at the same time do not touch each other", async (workers) => {
    const expected = await expectedBatch();
    await withPool({ workers, cacheBytes: 0 }, async (pool) => {
      const outs = Array.from({ length: 4 }, () => new Float32Array(expected.length));
      await Promise.all(outs.map((out) => pool.batch(jobs, out, facts)));
      for (const out of outs) expect(Buffer.from(out.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    });
  });

  test.each([0, 2])("%i: the first job that fails gives the error, by name; the pool goes on", async (workers) => {
    await withPool({ workers }, async (pool) => {
      const bad = (name: string) => ({
        source: { type: "file", path: join(folder, name) } as const,
        recipes: [[resize(16)]],
        name,
      });
      const good = { source: file("rgb.png"), recipes: [[resize(16)]] };
      const out = new Float32Array(STRIDE * 4);
      const run = pool.batch([good, bad("missing.jpg"), bad("text.jpg"), good], out, facts);
      await expect(run).rejects.toMatchObject({ code: "DATA", message: expect.stringContaining("missing.jpg") });
      await pool.batch([good, good, good, good], out, facts);
    });
  });

  test.each([0, 2])("%i: a recipe that does not fit names the sample and the step's trouble", async (workers) => {
    await withPool({ workers }, async (pool) => {
      const crop: ImageStep = { step: "crop", box: { left: 0, top: 0, width: 99, height: 9 } };
      await expect(pool.views(file("rgb.png"), [[crop]], "sample 17")).rejects.toMatchObject({
        code: "SHAPE",
        message: "sample 17: a crop of 99×9 at (0, 0) does not lie inside an image of 53×37",
      });
      const out = new Float32Array(STRIDE);
      await expect(
        pool.batch([{ source: file("rgb.png"), recipes: [[resize(8)]], name: "x" }], out, facts),
      ).rejects.toMatchObject({
        code: "SHAPE",
        message: expect.stringMatching(/^x: view 0 has 8×8×3 values, but the batch has room for 768/),
      });
    });
  });
});

describe("sources", () => {
  test("a slice of a file is the file's image", async () => {
    const length = readFileSync(fixturePath("rgb.png")).length;
    const slice = { type: "slice", path: join(folder, "slices.bin"), offset: 6, length } as const;
    await withPool({ workers: 0 }, async (pool) => {
      expect(await pool.size(slice)).toEqual({ width: 53, height: 37 });
      expect(await pool.views(slice, recipes)).toEqual(await pool.views(file("rgb.png"), recipes));
      await expect(pool.views({ ...slice, length: length + 99 }, [[]])).rejects.toMatchObject({
        code: "DATA",
        message: expect.stringMatching(/the file ends \d+ bytes before/),
      });
    });
  });
  test("raw bytes as planes and as pixels", async () => {
    const raw = { type: "raw", path: join(folder, "raw.bin"), offset: 10, width: 2, height: 3 } as const;
    await withPool({ workers: 0 }, async (pool) => {
      expect(await pool.size({ ...raw, layout: "planes" })).toEqual({ width: 2, height: 3 });
      const [planes] = await pool.views({ ...raw, layout: "planes" }, [[]]);
      expect([...planes!]).toEqual([10, 16, 22, 11, 17, 23, 12, 18, 24, 13, 19, 25, 14, 20, 26, 15, 21, 27]);
      const [pixels] = await pool.views({ ...raw, layout: "pixels" }, [[]]);
      expect([...pixels!]).toEqual(Array.from({ length: 18 }, (_, i) => 10 + i));
      await expect(pool.views({ ...raw, offset: 90, layout: "pixels" }, [[]])).rejects.toMatchObject({ code: "DATA" });
    });
  });
  test("a drawing", async () => {
    const svg =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1' fill='#00f'/></svg>";
    await withPool({ workers: 1 }, async (pool) => {
      expect(await pool.size({ type: "svg", svg, size: 20 })).toEqual({ width: 20, height: 20 });
      const [bytes] = await pool.views({ type: "svg", svg, size: 20 }, [
        [{ step: "center-crop", size: { width: 1, height: 1 } }],
      ]);
      expect([...bytes!]).toEqual([0, 0, 255]);
    });
  });
  test("a folder, a missing file, a file beyond the limit", async () => {
    await withPool({ workers: 0, limits: { maxFileBytes: 100 } }, async (pool) => {
      await expect(pool.size({ type: "file", path: folder })).rejects.toMatchObject({
        code: "DATA",
        message: expect.stringContaining("is no file"),
      });
      await expect(pool.size({ type: "file", path: join(folder, "x.png") })).rejects.toMatchObject({
        code: "DATA",
        message: expect.stringContaining("no such file"),
      });
      await expect(pool.views(file("rgb.png"), [[]])).rejects.toMatchObject({
        code: "DATA",
        message: expect.stringContaining("more than the limit of 100"),
      });
    });
  });
});

describe("bounds", () => {
  test("a batch that does not fill its floats is refused before any work", async () => {
    await withPool({ workers: 0 }, async (pool) => {
      const job = { source: file("rgb.png"), recipes };
      await expect(pool.batch([job], new Float32Array(STRIDE * 3 + 1), facts)).rejects.toMatchObject({ code: "SHAPE" });
      await expect(pool.batch([], new Float32Array(3), facts)).rejects.toMatchObject({ code: "SHAPE" });
      await pool.batch([], new Float32Array(0), facts);
    });
  });
  test("decoded images are kept up to the limit: a cached one needs its file no more", async () => {
    const path = join(folder, "gone.png");
    const run = async (cacheBytes: number): Promise<boolean> => {
      writeFileSync(path, readFileSync(fixturePath("rgb.png")));
      return withPool({ workers: 1, cacheBytes }, async (pool) => {
        await pool.views({ type: "file", path }, recipes);
        rmSync(path);
        return pool.views({ type: "file", path }, recipes).then(
          () => true,
          () => false,
        );
      });
    };
    expect([await run(1e6), await run(53 * 37 * 3 - 1), await run(0)]).toEqual([true, false, false]);
  });
  test("disposing of a busy pool ends every task one way or the other, also while threads are starting", async () => {
    const counts = { done: 0, refused: 0 };
    for (const wait of [0, 100]) {
      const pool = createImagePool({ workers: 1, cacheBytes: 0 });
      const tasks = Array.from({ length: 80 }, () => pool.views(file("rgb.png"), recipes));
      const ends = Promise.allSettled(tasks);
      await delay(wait);
      await pool.dispose();
      for (const end of await ends) {
        counts[end.status === "fulfilled" ? "done" : "refused"]++;
        if (end.status === "fulfilled") expect(end.value).toHaveLength(recipes.length);
        else
          expect(end.reason).toMatchObject({
            code: "ENGINE",
            message: expect.stringContaining("disposed of before this task began"),
          });
      }
    }
    expect(counts.done + counts.refused).toBe(160);
    expect(Math.min(counts.done, counts.refused)).toBeGreaterThan(0);
  });
  test("a pool that was disposed of says so; a wrong number of workers is refused", async () => {
    const pool = createImagePool({ workers: 1 });
    await pool.dispose();
    await expect(pool.views(file("rgb.png"), [[]])).rejects.toMatchObject({ code: "ENGINE" });
    await expect(pool.size(file("rgb.png"))).rejects.toMatchObject({ code: "ENGINE" });
    for (const workers of [-1, 1.5, Number.NaN])
      expect(() => createImagePool({ workers })).toThrow(expect.objectContaining({ code: "OPTIONS" }));
  });
});
