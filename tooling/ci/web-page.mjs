/**
 * Export a small model as a web page, open it in headless Chromium as a file and from a host, drop photos into it, and compare what it
 * says with our own logits; also that the page's views are those of image-ops to the byte.
 *   node tooling/ci/web-page.mjs [--screenshots <folder>]
 * Needs `chromium` on the path (Debian: apt-get install chromium), or its place in CHROMIUM.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findChromium, flags } from "../lib/chromium.mjs";

const packages = new URL("../../packages/", import.meta.url);
const built = (name, file = "index.js") => import(new URL(`${name}/dist/${file}`, packages).href);
const { createEngine } = await built("core-tensor");
const { createNormalizer, decodeImage, runRecipes } = await built("image-ops");
const { exporters } = await built("inference");

const photosOf = (...names) => names.map((name) => fileURLToPath(new URL(`image-ops/test/fixtures/${name}`, packages)));
/** What browsers decode to the same bytes as we do: photos, grey, palettes, transparency that is all or nothing. */
const photos = photosOf("420.jpg", "444.jpg", "grey.png", "palette.png", "optimized.jpg");

/** A tuned model of random values, and our own logits. */
async function tinyModel(engine, choice) {
  const { tsImport } = await import("tsx/esm/api");
  const { referenceOf, tinyTuned } = await tsImport("../../packages/inference/test/tiny-tuned.ts", import.meta.url);
  const tuned = tinyTuned(choice);
  return { tuned, reference: referenceOf(tuned, engine) };
}

const softmax = (row) => {
  const top = Math.max(...row);
  const e = Array.from(row, (z) => Math.exp(z - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
};

/** Probabilities by class name as our own engine gives them. */
async function expectedOf({ tuned, reference }, settings, path) {
  const image = await decodeImage(await readFile(path), path);
  const views = runRecipes(image, settings.views);
  const normalise = createNormalizer(tuned.image);
  const stride = tuned.image.resolution ** 2 * 3;
  const values = new Float32Array(views.length * stride);
  views.forEach(({ data }, i) => normalise(data, values, i * stride));
  const { logits } = await reference(values, views.length);
  const classes = tuned.classNames.length;
  const mean = tuned.classNames.map((_, c) => views.reduce((sum, _v, i) => sum + logits[i * classes + c] / views.length, 0)); // prettier-ignore
  return Object.fromEntries(softmax(mean).map((p, c) => [tuned.classNames[c], p]));
}

/** Put files into the page as a person drops them. */
async function drop(page, path) {
  const type = path.endsWith(".png") ? "image/png" : "image/jpeg";
  const file = { name: basename(path), type, text: (await readFile(path)).toString("base64") };
  await page.evaluate(({ name, type, text }) => {
    const { DataTransfer, DragEvent, File, Uint8Array, atob } = globalThis;
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type }));
    document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, file);
}

/** What the newest card says, by class. */
async function said(page, name) {
  const card = page.locator(".card", { has: page.getByRole("heading", { name, exact: true }) }).first();
  await card.and(page.locator("[data-done]")).waitFor({ timeout: 60_000 });
  const rows = card.locator(".score");
  return rows.evaluateAll((all) => all.map(({ dataset }) => [dataset.class, Number(dataset.probability)]));
}

async function checkPhotos(page, model, settings) {
  let most = 0;
  const all = [];
  for (const [i, path] of photos.entries()) {
    if (i === 0) await page.setInputFiles("#files", path);
    else await drop(page, path);
    const expected = await expectedOf(model, settings, path);
    all.push(Object.values(expected));
    const scores = await said(page, basename(path));
    assert.equal(scores.length, Math.min(5, model.tuned.classNames.length), `${path}: a bar for each class`);
    const [best] = Object.entries(expected).sort((a, b) => b[1] - a[1]);
    assert.equal(scores[0][0], best[0], `${path}: the same class`);
    for (const [name, probability] of scores) most = Math.max(most, Math.abs(probability - expected[name]));
  }
  const apart = Math.max(...all.map((row) => Math.abs(row[0] - all[0][0])));
  assert.ok(apart > 1e-3, `photos differ by ${apart} only, so that wrong pixels would not show`);
  assert.ok(most <= 1e-4, `probabilities differ by ${most}`);
  return most;
}

async function checkRefusal(page) {
  await page.setInputFiles("#files", { name: "no.png", mimeType: "image/png", buffer: Buffer.from("no image") });
  assert.deepEqual(await said(page, "no.png"), []);
  assert.match(await page.locator(".card .error").first().textContent(), /no image/);
}

/** A camera that Chromium makes up: what it shows is classified until it is stopped. */
async function checkCamera(page) {
  await page.click("#camera");
  assert.ok((await said(page, "camera")).length > 0, "what the camera shows is classified");
  assert.equal(await page.getAttribute("#camera", "aria-pressed"), "true");
  await page.click("#camera");
  assert.equal(await page.getAttribute("#camera", "aria-pressed"), "false");
}

/** Nothing is wider than the window, everything has a name, and colours follow the system's. */
async function checkLook(page, screenshots) {
  for (const width of [1280, 400])
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const root = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const unnamed = [...document.querySelectorAll("img:not([alt]), button:empty, input:not([id])")].length;
        return { over: scrollWidth - clientWidth, unnamed, ground: globalThis.getComputedStyle(document.body).backgroundColor }; // prettier-ignore
      });
      assert.ok(root.over <= 0, `the page is ${root.over} pixels wider than ${width}`);
      assert.equal(root.unnamed, 0, "pictures and controls have names");
      const bright = Number(root.ground.match(/\d+/)[0]) > 128;
      assert.equal(bright, colorScheme === "light", `${colorScheme} colours`);
      if (screenshots)
        await page.screenshot({ path: join(screenshots, `${colorScheme}-${width}.png`), fullPage: true });
    }
}

/** The page's own code on pixels that we drew: the same views as image-ops', byte for byte. */
async function checkBytes(context, settings) {
  const entry = fileURLToPath(new URL("inference/dist/web/page/pixels.js", packages));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "iife", globalName: "pixels", write: false }); // prettier-ignore
  const page = await context.newPage();
  await page.addScriptTag({ content: outputFiles[0].text });
  let count = 0;
  for (const [width, height] of [
    [37, 53],
    [500, 333],
    [64, 64],
    [9, 400],
  ]) {
    // prettier-ignore
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 2654435761) >>> 24);
    const found = await page.evaluate(
      ({ width, height, data, settings }) =>
        globalThis.pixels.viewsOf({ width, height, data: globalThis.Uint8Array.from(data) }, settings).map((view) => [...view.data]), // prettier-ignore
      { width, height, data: [...data], settings },
    );
    const expected = runRecipes({ width, height, data }, settings.views);
    assert.deepEqual(found, expected.map((view) => [...view.data]), `views of ${width}×${height}`); // prettier-ignore
    count += expected.length;
  }
  await page.close();
  return count;
}

/** A host of plain files, as any static one is. */
async function host(folder) {
  const server = createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.replace(/^\/$/, "/index.html");
    readFile(join(folder, name)).then(
      (bytes) => response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/html").end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function openPage(context, address) {
  const [errors, requests] = [[], []];
  const page = await context.newPage();
  // Chromium's own words on a machine without a graphics card.
  const expected = (message) => message.text() === "No available adapters.";
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && !expected(m) && errors.push(m.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => /^(http|file|ws)/.test(request.url()) && requests.push(request.url()));
  await page.goto(address);
  await page.locator("body[data-device]").waitFor({ timeout: 120_000 });
  const device = await page.getAttribute("body", "data-device");
  assert.notEqual(device, "none", `${await page.textContent("#status")} ${errors.join("\n")}`);
  return { page, errors, requests, device };
}

/** One folder in the browser, from a file and from a host. */
async function checkFolder(context, folder, model, screenshots) {
  const text = await readFile(join(folder, "assets/settings.js"), "utf8");
  const settings = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  const server = await host(folder);
  const seen = [];
  try {
    for (const address of [pathToFileURL(join(folder, "index.html")).href, server.address]) {
      const { page, errors, requests, device } = await openPage(context, address);
      const difference = await checkPhotos(page, model, settings);
      await checkRefusal(page);
      await checkCamera(page);
      if (address.startsWith("file:")) await checkLook(page, screenshots);
      assert.deepEqual(errors, [], "the console is quiet");
      const base = address.replace(/index\.html$/, "");
      assert.deepEqual(requests.filter((url) => !url.startsWith(base)), [], "nothing from elsewhere is asked for"); // prettier-ignore
      seen.push(`${new URL(address).protocol} ${device} ${difference.toExponential(1)}`);
      await page.close();
    }
    return `${seen.join(", ")}; ${await checkBytes(context, settings)} views equal`;
  } finally {
    server.close();
  }
}

/** @returns {Promise<string>} what was seen, in a line */
export async function checkWebPage({ screenshots } = {}) {
  const temporary = await mkdtemp(join(tmpdir(), "lift-web-"));
  const engine = await createEngine("cpu");
  const context = await chromium.launchPersistentContext(join(temporary, "profile"), {
    executablePath: findChromium(),
    args: [...flags, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    viewport: { width: 1280, height: 900 },
  });
  try {
    const model = await tinyModel(engine, { backbone: "clip-vit", method: "adaptformer" });
    const folder = join(temporary, "a folder");
    await mkdir(folder);
    if (screenshots) await mkdir(screenshots, { recursive: true });
    const exporter = exporters.find(({ name }) => name === "web");
    const options = { reference: model.reference, python: null, precision: "float32", log: console.log };
    const { check } = await exporter.write(model.tuned, folder, options);
    assert.ok(check.done, "the model is checked before it is written");
    return await checkFolder(context, folder, model, screenshots && resolve(screenshots));
  } finally {
    await context.close();
    engine.dispose();
    await rm(temporary, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const { values } = parseArgs({ options: { screenshots: { type: "string" } } });
  console.log(await checkWebPage(values));
}
