import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { fetchPrebuilt, takePrebuilt } from "../src/prebuilt.js";
import { ADDON_VERSION, TENSORFLOW_VERSION } from "../src/versions.js";
import { machine, type Machine } from "./helpers/machine.js";

let folder: string;
let made: Machine | undefined;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "liftjs-prebuilt-"))));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  made?.remove();
});

/** A package of prebuilt addons for the machine of the tests. */
function packageAt(place: string, tensorflow: string): void {
  mkdirSync(place, { recursive: true });
  const manifest = { name: "@liftjs/engine-linux-x64", version: "0.1.0", liftjs: { tensorflow, addon: ADDON_VERSION } };
  writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
  for (const file of ["tfjs_binding.node", "quiet_open.node", "lift_operations-0.so"])
    writeFileSync(join(place, file), `prebuilt ${file}`);
}
const result = (): string => {
  mkdirSync(join(folder, "result"));
  return join(folder, "result");
};

test("an installed package that was built for the same versions is taken", async () => {
  packageAt(join(folder, "node_modules/@liftjs/engine-linux-x64"), TENSORFLOW_VERSION);
  made = machine();
  const into = result();
  expect(await takePrebuilt(made.at, into, [join(folder, "package.json")])).toBe("@liftjs/engine-linux-x64");
  expect(readFileSync(join(into, "tfjs_binding.node"), "utf8")).toBe("prebuilt tfjs_binding.node");
  expect(readFileSync(join(into, "lift_operations-0.so"), "utf8")).toBe("prebuilt lift_operations-0.so");
});

test("one that was built for another TensorFlow is left", async () => {
  packageAt(join(folder, "node_modules/@liftjs/engine-linux-x64"), "2.9.0");
  made = machine();
  const into = result();
  expect(await takePrebuilt(made.at, into, [join(folder, "package.json")])).toBeNull();
  expect(existsSync(join(into, "tfjs_binding.node"))).toBe(false);
});

test("npm fetches it where nothing is installed; without npm there is none", async () => {
  packageAt(join(folder, "package"), TENSORFLOW_VERSION);
  execFileSync("tar", ["-czf", join(folder, "made.tgz"), "-C", folder, "package"]);
  const npm = `while [ $# -gt 0 ]; do if [ "$1" = "--pack-destination" ]; then /bin/cp ${JSON.stringify(join(folder, "made.tgz"))} "$2"; fi; shift; done`;
  made = machine({ npm });
  expect(await fetchPrebuilt(made.at, result(), join(folder, "download"))).toBe("@liftjs/engine-linux-x64");
  const bare = machine();
  expect(await fetchPrebuilt(bare.at, join(folder, "result"), join(folder, "other"))).toBeNull();
  bare.remove();
});
