/**
 * Open a report's page in headless Chromium and check what is drawn.
 *   node tooling/ci/report-page.mjs [<out>] [--screenshots <folder>]
 * Without <out> it makes a grid of made-up numbers, writes its report and opens that. Needs `chromium` on the path
 * (Debian: apt-get install chromium), or its place in CHROMIUM.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { findChromium, flags } from "../lib/chromium.mjs";

const fixtures = async (name) => {
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(`../../packages/report/test/${name}.ts`, import.meta.url);
};

/** A grid with every kind of figure. */
async function makeRich(out) {
  const { ladder, sweeps, writeFixture } = await fixtures("fixture-grid");
  await writeFixture(out, { classes: 100, settings: [...ladder, ...sweeps] });
}

/** A grid whose names try to break the page. */
async function makeHostile(out) {
  const { ladder, writeFixture } = await fixtures("fixture-grid");
  const { nastyNames } = await fixtures("arbitrary-text");
  const settings = nastyNames.map((row, i) => ({
    ...ladder[i % ladder.length],
    row,
    group: row,
    note: row,
    fail: i === 0,
  }));
  await writeFixture(out, { title: nastyNames[0], classes: 10, epochs: 3, settings });
}

/** Names of rows as they stand, those that a filter hides left out. */
const visibleRows = (page) =>
  page.$$eval("table.results tbody tr:not(.group)", (rows) =>
    rows.filter((row) => !row.hidden && row.offsetHeight > 0).map((row) => row.cells[0].dataset.value),
  );

async function checkTable(page, table) {
  const rows = await visibleRows(page);
  const expected = table.rows.map((row) => row.row);
  assert.deepEqual([...rows].sort(), [...expected].sort(), "every row of the grid stands in the table");
  const overall = await page.$$eval("table.results tbody tr:not(.group)", (all) =>
    all.map((row) => row.cells[1].dataset.value ?? null),
  );
  const values = new Map(table.rows.map((row) => [row.row, row.values.overall?.mean ?? null]));
  rows.forEach((name, i) => {
    if (expected.indexOf(name) === expected.lastIndexOf(name))
      assert.equal(overall[i] === null ? null : Number(overall[i]), values.get(name), `overall accuracy of ${name}`);
  });
  return rows;
}

async function checkSorting(page, home) {
  const press = () => page.click("table.results thead th:nth-child(2) button");
  const column = () =>
    page.$$eval("table.results tbody tr:not(.group)", (rows) =>
      rows
        .map((row) => row.cells[1].dataset.value)
        .filter((v) => v !== undefined)
        .map(Number),
    );
  await press();
  const down = await column();
  assert.deepEqual(
    down,
    [...down].sort((a, b) => b - a),
    "the first press sorts numbers downwards",
  );
  assert.equal(await page.getAttribute("table.results thead th:nth-child(2)", "aria-sort"), "descending");
  await press();
  assert.deepEqual(await column(), [...down].reverse(), "the second press sorts upwards");
  await press();
  assert.deepEqual(await visibleRows(page), home, "the third press brings the grid's order back");
}

async function checkFilter(page, home) {
  const word = home.at(-1);
  await page.fill("#filter", word);
  const found = await visibleRows(page);
  assert.ok(found.includes(word) && found.length <= home.length, "a row is found by its name");
  await page.fill("#filter", "no row has this text");
  assert.deepEqual(await visibleRows(page), []);
  assert.match(await page.textContent("#shown"), /^0 of/);
  await page.fill("#filter", "");
  assert.deepEqual(await visibleRows(page), home, "an empty filter shows all rows");
}

/** Every figure has marks that cover some of the page, labels, and a description. */
async function checkFigures(page) {
  const figures = await page.$$eval("figure", (all) =>
    all.map((figure) => {
      for (const closed of document.querySelectorAll("details:has(figure)")) closed.open = true;
      const svg = figure.querySelector("svg");
      const marks = [
        ...svg.querySelectorAll(
          "g[aria-label] > :is(circle, path, rect, line, image), g[aria-label] g > :is(circle, path, rect, line, image)",
        ),
      ];
      const drawn = marks.filter((mark) => {
        const { width, height } = mark.getBoundingClientRect();
        return width + height > 0 && !mark.closest('g[aria-label*="axis"], g[aria-label*="grid"]');
      });
      const box = svg.getBoundingClientRect();
      const outside = [...svg.querySelectorAll("text")].filter((text) => {
        const { left, right } = text.getBoundingClientRect();
        return text.textContent !== "" && (left < box.left - 2 || right > box.right + 2);
      });
      return {
        id: figure.id,
        drawn: drawn.length,
        broken: /NaN|Infinity|undefined/.test(svg.outerHTML),
        labels: svg.querySelectorAll("text").length,
        described: Boolean(svg.getAttribute("aria-label")),
        outside: outside.map((text) => text.textContent),
        width: box.width,
      };
    }),
  );
  assert.ok(figures.length > 0, "the page has figures");
  for (const figure of figures) {
    assert.ok(figure.drawn > 0 && figure.labels > 0 && figure.width > 100, `${figure.id} has marks and labels`);
    assert.ok(!figure.broken, `${figure.id} has no coordinate that is no number`);
    assert.ok(figure.described, `${figure.id} has a description`);
    assert.deepEqual(figure.outside, [], `${figure.id} keeps its texts inside`);
  }
  return figures;
}

async function takeScreenshots(page, folder) {
  await mkdir(folder, { recursive: true });
  for (const width of [1280, 800, 400])
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, media: "screen" });
      await page.screenshot({ path: join(folder, `${colorScheme}-${width}.png`), fullPage: true });
    }
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.pdf({ path: join(folder, "print.pdf"), format: "A4" });
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.screenshot({ path: join(folder, "print.png"), fullPage: true });
}

/** The page itself must not scroll sideways; the table may, within its own frame. On a phone's width figures are drawn for it. */
async function checkWidth(page) {
  for (const width of [800, 400]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0, `the page is ${overflow} pixels wider than a ${width}-pixel window`);
  }
  const sizes = await page.$$eval("figure svg", (all) =>
    all
      .filter((svg) => svg.getBoundingClientRect().width > 0)
      .map((svg) => svg.getBoundingClientRect().width / Number(svg.getAttribute("width"))),
  );
  assert.ok(sizes.length > 0 && Math.min(...sizes) > 0.9, "figures keep their letters' size at 400 pixels");
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function checkPage(out, screenshots) {
  const profile = await mkdtemp(join(tmpdir(), "lift-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: flags,
    viewport: { width: 1280, height: 900 },
  });
  try {
    const address = pathToFileURL(join(out, "report", "index.html")).href;
    const [errors, requests] = [[], []];
    const page = await context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => !request.url().startsWith("data:") && requests.push(request.url()));
    await page.goto(address);
    const home = await checkTable(
      page,
      JSON.parse(await readFile(join(out, "report", "tables", "results.json"), "utf8")),
    );
    await checkSorting(page, home);
    await checkFilter(page, home);
    await checkWidth(page);
    if (screenshots) await takeScreenshots(page, screenshots);
    const figures = await checkFigures(page);
    assert.deepEqual(errors, [], "the console is quiet");
    assert.deepEqual(requests, [address], "nothing but the page itself is requested");
    const marks = figures.reduce((sum, figure) => sum + figure.drawn, 0);
    return `${home.length} rows, ${figures.length} figures, ${marks} marks`;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

async function checkMade(make, screenshots) {
  const { writeReport } = await import("../../packages/report/dist/index.js");
  const out = await mkdtemp(join(tmpdir(), "lift-report-"));
  try {
    await make(out);
    writeReport(out);
    return await checkPage(out, screenshots);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/**
 * Check the page of `out`, or those of two grids of made-up numbers, the second with names that try to break it.
 * @returns {Promise<string>} what was seen, in a line
 */
export async function checkReportPage(out, { screenshots } = {}) {
  const folder = screenshots && resolve(screenshots);
  if (out) return checkPage(resolve(out), folder);
  const rich = await checkMade(makeRich, folder);
  return `${rich}; hostile names: ${await checkMade(makeHostile, folder && join(folder, "hostile"))}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { screenshots: { type: "string" } } });
  console.log(await checkReportPage(positionals[0], values));
}
