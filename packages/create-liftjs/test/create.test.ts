import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { create } from "../src/index.js";

const temporary = () => mkdtempSync(join(tmpdir(), "lift-create-"));

test("writes a project whose name npm takes and whose script runs its grid", () => {
  const folder = join(temporary(), "My Grid 1!");
  const files = create(folder, "^0.1.0");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  expect(manifest).toMatchObject({ name: "my-grid-1", dependencies: { liftjs: "^0.1.0" }, type: "module" });
  expect(manifest["scripts"]).toEqual({ grid: "liftjs grid grid.ts" });
  expect(files).toContain("grid.ts");
  expect(readFileSync(join(folder, "grid.ts"), "utf8")).toContain('from "liftjs"');
});

test("never writes into a folder that holds something", () => {
  const folder = temporary();
  writeFileSync(join(folder, "mine.txt"), "mine");
  expect(() => create(folder, "^0.1.0")).toThrow(/not empty/);
  expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("mine");
});
