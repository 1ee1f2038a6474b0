import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseHTML } from "linkedom";
import { writeReport, type Report } from "../src/index.js";
import { ladder, temporaryFolder, writeFixture } from "./fixture-grid.js";

let out: string;
let report: Report;
beforeAll(async () => {
  out = await temporaryFolder();
  await writeFixture(out, { classes: 8, epochs: 3, settings: ladder, quick: true });
  report = writeReport(out);
});
afterAll(() => rm(out, { recursive: true, force: true }));

const read = (name: string) => readFile(join(out, "report", name), "utf8");
const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");

test("files are where they are promised", async () => {
  const names = report.files.map((path) => relative(join(out, "report"), path));
  expect(names).toEqual(
    expect.arrayContaining([
      "index.html",
      "tables/results.md",
      "tables/results.tex",
      "tables/results.csv",
      "tables/results.json",
      "figures/training-loss.svg",
    ]),
  );
  expect((await readdir(join(out, "report", "figures"))).sort()).toEqual(
    names
      .filter((name) => name.startsWith("figures/"))
      .map((name) => name.slice(8))
      .sort(),
  );
  expect(report.terminal).toContain("+ LA");
});

test("the page allows its own script and style and nothing else", async () => {
  const { document } = parseHTML(await read("index.html"));
  const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]")!.getAttribute("content")!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src 'sha256-${sha256(document.querySelector("script")!.textContent)}'`);
  expect(policy).toContain(`style-src 'sha256-${sha256(document.querySelector("style")!.textContent)}'`);
  expect(policy).not.toContain("unsafe");
});

test("the page loads nothing", async () => {
  const html = (await read("index.html"))
    .replaceAll('xmlns="http://www.w3.org/2000/svg"', "")
    .replaceAll('xmlns:xlink="http://www.w3.org/1999/xlink"', "");
  expect(html).not.toMatch(/https?:|@import|url\(/);
  expect(html).not.toMatch(/\s(src|href)="(?!#|data:)/);
});

test("it says what the numbers are worth", async () => {
  const { document } = parseHTML(await read("index.html"));
  const text = document.body.textContent;
  expect(text).toContain("A shrunk run");
  expect(text).toContain("n=1");
  expect(text).toContain("4.2 GB needed");
  expect(text).toContain("allocating prompts");
  expect(document.querySelectorAll("table.results tbody tr:not(.group)")).toHaveLength(ladder.length);
});

test("figures of their own have fixed colours", async () => {
  for (const name of await readdir(join(out, "report", "figures")))
    expect(await read(`figures/${name}`)).not.toContain("var(");
});

test("the same records give the same bytes, and what has no data any more goes", async () => {
  const before = await read("index.html");
  await writeFile(join(out, "report", "figures", "of-an-earlier-report.svg"), "<svg/>");
  writeReport(out);
  expect(await read("index.html")).toBe(before);
  expect(await readdir(join(out, "report", "figures"))).not.toContain("of-an-earlier-report.svg");
});

test("a broken result is named on the page and its row counts what is left", async () => {
  await writeFile(join(out, "cells", "c1s0", "result.json"), "{");
  const { terminal, warnings } = writeReport(out);
  expect(warnings.join()).toContain("cells/c1s0/result.json");
  expect(await read("index.html")).toContain("cells/c1s0/result.json is not JSON");
  expect(terminal).toMatch(/\+ SLF \(AdaptFormer\).*2\/3/);
});
