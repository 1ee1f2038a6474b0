import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { lift, runGrid } from "../src/index.js";
import { sectionOf } from "../src/cli/guard.js";
import { terminalWidth, typed, wantsColor, wrapHelp } from "../src/cli/terminal.js";
import { temporaryFile } from "./temporary-file.js";

const streams = ["stdout", "stderr"] as const;
const real = streams.map((name) => process[name].write.bind(process[name]));
afterEach(() => streams.forEach((name, i) => void (process[name].write = real[i] ?? process[name].write)));

/** Runs a command in this process, with what it said. */
async function said(command: typeof lift, ...args: string[]) {
  const text = { stdout: "", stderr: "" };
  for (const name of streams) process[name].write = (chunk: string) => ((text[name] += chunk), true);
  const code = await command(args);
  return { code, ...text };
}

describe("help", () => {
  test.each([
    ["lift", lift],
    ["run-grid", runGrid],
  ] as const)("%s --help is wrapped between words", async (_, command) => {
    const { code, stdout } = await said(command, "--help");
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
  test("a description goes on in its column; no word is cut, however narrow the terminal", () => {
    const line = "  --data   folder with data sets that somebody put somewhere  [string]";
    expect(wrapHelp(line, 40)).toBe(
      "  --data   folder with data sets that\n           somebody put somewhere\n           [string]",
    );
    expect(wrapHelp(line, 1).split(/\s+/).filter(Boolean)).toEqual(line.split(/\s+/).filter(Boolean));
  });
  test("a terminal that says it has no columns has 80", () => {
    expect([terminalWidth(0), terminalWidth(120)]).toEqual([80, 120]);
  });
});

describe("colour", () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [false, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
  ])("terminal %s with %j: %s", (isTerminal, env, wanted) => {
    expect(wantsColor(isTerminal, env)).toBe(wanted);
  });
});

describe("what is asked for", () => {
  test("--version is the package's", async () => {
    const { version } = JSON.parse(readFileSync("packages/run-grid/package.json", "utf8")) as { version: string };
    expect((await said(lift, "--version")).stdout).toBe(`${version}\n`);
    expect((await said(runGrid, "--version")).stdout).toBe(`${version}\n`);
  });
  test("completion is a script of the shell", async () => {
    expect((await said(lift, "completion")).stdout).toMatch(/lift/);
  });
  test("facts come as JSON", async () => {
    const { stdout } = await said(lift, "datasets", "list", "--json");
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toContain("emoji-lt");
  });
  test.each([
    [["quickstart.ts", "--json"], /--json goes with --dry-run/],
    [["quickstart.ts", "other.ts"], /one grid at a time; got "other.ts"/],
    [["quickstart.ts", "--sedes", "3"], /sedes/],
  ])("run-grid %j is refused", async (args, message) => {
    const { code, stderr } = await said(runGrid, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("docs/errors.md#options");
  });
  test("an unknown command is repeated with the nearest", async () => {
    expect((await said(lift, "trian")).stderr).toMatch(/no command "trian"\. Did you mean train/);
  });
  test("a grid file that does not parse is one line, with its place", () => {
    const file = temporaryFile("broken.ts", "export default {\n");
    const { status, stderr } = spawnSync(process.execPath, ["packages/run-grid/dist/bin/run-grid.js", file], {
      encoding: "utf8",
    });
    expect(stderr).toMatch(/cannot read the grid ".*broken\.ts": .*broken\.ts:\d/);
    expect(stderr.trim().split("\n")).toHaveLength(2);
    expect(status).toBe(2);
  });
});

test("next steps are typed as they can be typed here", () => {
  expect(typed("lift doctor", { npm_lifecycle_event: "lift" })).toBe("pnpm lift doctor");
  expect(typed("lift doctor", {})).toBe("npx lift doctor");
});

test("every code of an error has its section in the guide", () => {
  const source = readFileSync(join("packages", "contracts", "src", "errors.ts"), "utf8");
  const codes = [...source.matchAll(/^ {2}\| "([A-Z_]+)"/gm)].map(([, code = ""]) => code);
  const guide = readFileSync("docs/errors.md", "utf8");
  const anchors = [...guide.matchAll(/^## ([A-Z]+)$|^<a id="([a-z-]+)">/gm)].map(
    ([, name, id]) => id ?? name?.toLowerCase(),
  );
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.map((code) => sectionOf(code).split("#")[1]).filter((section) => !anchors.includes(section))).toEqual(
    [],
  );
});
