import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { decodeImage, encodedSize, rasterize, runRecipe, sourceSize } from "../src/index.js";
import { fixturePath, fixtures, hashed, readFixture, sha256 } from "./fixtures.js";

describe('decoding gives the bytes of Pillow\'s convert("RGB")', () => {
  test.each(fixtures.kinds)("$file, Pillow's mode $mode", async ({ file, width, height, sha256: expected }) => {
    expect(hashed(await readFixture(file))).toEqual({ width, height, sha256: expected });
  });

  test.each(fixtures.kinds)("the size of $file without decoding it", async ({ file, width, height }) => {
    expect(await sourceSize({ type: "file", path: fixturePath(file) })).toEqual({ width, height });
  });

  const photos = join(process.env["LIFT_DATA_DIR"] ?? "../shared/data", "photos");
  const present = existsSync(photos);
  (present ? test.each(fixtures.photos) : test.skip.each(fixtures.photos))(
    "photo $file (needs the photos folder)",
    async ({ file, width, height, sha256: expected, center224 }) => {
      const image = await decodeImage(readFileSync(join(photos, file)), file);
      expect(hashed(image)).toEqual({ width, height, sha256: expected });
      for (const interpolation of ["bilinear", "bicubic"] as const) {
        const view = runRecipe(image, [
          { step: "resize-shorter", to: 256, interpolation },
          { step: "center-crop", size: { width: 224, height: 224 } },
        ]);
        expect(sha256(view.data)).toBe(center224[interpolation]);
      }
    },
  );
});

describe("what is no image gets an error that names it", () => {
  const cut = (file: string, bytes: number) => readFileSync(fixturePath(file)).subarray(0, bytes);
  test.each([
    ["an empty file", new Uint8Array(0), /x: the file is empty/],
    ["text", Buffer.from("hello"), /x: no JPEG, PNG or WebP image/],
    ["an SVG file", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), /x: no JPEG, PNG or WebP image/],
    ["half a JPEG", cut("444.jpg", 900), /x: the image cannot be decoded .*truncated or damaged/],
    ["a JPEG's magic", cut("444.jpg", 3), /x: the image cannot be decoded/],
    ["half a PNG", cut("rgb.png", 900), /x: the image cannot be decoded/],
    ["half a WebP", cut("lossless-alpha.webp", 900), /x: the image cannot be decoded/],
  ])("%s", async (_, bytes, message) => {
    await expect(decodeImage(bytes, "x")).rejects.toMatchObject({
      code: "DATA",
      message: expect.stringMatching(message),
    });
  });

  test("more pixels than the limit, told from the header", async () => {
    const bytes = readFileSync(fixturePath("rgb.png"));
    const limits = { maxPixels: 1000, maxFileBytes: 1e6 };
    const expected = { code: "DATA", message: expect.stringMatching(/53×37 pixels are more than the limit of 1000/) };
    await expect(decodeImage(bytes, "x", limits)).rejects.toMatchObject(expected);
    await expect(encodedSize(bytes, "x", limits)).rejects.toMatchObject(expected);
    await expect(decodeImage(readFileSync(fixturePath("lossy.webp")), "x", limits)).rejects.toMatchObject({
      code: "DATA",
    });
  });
});

describe("drawings", () => {
  const svg =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><rect width='10' height='10' fill='#f00'/></svg>";
  test("are drawn at the size asked for, on white", async () => {
    const { width, height, data } = await rasterize(svg, 64, "x");
    const pixel = (x: number, y: number) => [...data.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)];
    expect([width, height]).toEqual([64, 64]);
    expect([pixel(16, 32), pixel(48, 32), pixel(16, 2)]).toEqual([
      [255, 0, 0],
      [255, 255, 255],
      [255, 255, 255],
    ]);
    expect(pixel(31, 32)).toEqual([255, 0, 0]); // sharp edge: drawn at this size, not enlarged
    expect(pixel(32, 32)).toEqual([255, 255, 255]);
  });
  test.each(["", "hello", "<svg", "<svg xmlns='http://www.w3.org/2000/svg'><rect</svg>"])(
    "%j is refused",
    async (text) => {
      await expect(rasterize(text, 32, "drawing 7")).rejects.toMatchObject({
        code: "DATA",
        message: expect.stringMatching(/^drawing 7: /),
      });
    },
  );
});
