import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";

const guard = new URL("../dist/cli/guard.js", import.meta.url).href;
const run = (body: string) => {
  const script = `import { conclude, exit } from ${JSON.stringify(guard)}; await conclude((async () => { ${body} })());`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return { status, stderr };
};

test("a command that waits for what never ends is a failure, and says so", () => {
  const { status, stderr } = run("await new Promise(() => {}); return 0;");
  expect(status).toBe(1);
  expect(stderr).toContain("came to a standstill");
});

test.each([
  ["a command's own code", "return 2;", 2],
  ["success", "return exit.done;", 0],
  ["an exit at once", "process.exit(130);", 130],
])("%s stays", (_what, body, code) => {
  expect(run(body)).toEqual({ status: code, stderr: "" });
});
