import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { checkNew, filesOf } from "../src/commands/new/write-plugin.js";
import { locatePlugin } from "../src/find-plugin.js";

const folder = mkdtempSync(join(tmpdir(), "lift-plugin-"));
const file = (path: string, text = "export const a = 1;"): string => {
  const full = join(folder, path);
  mkdirSync(join(full, ".."), { recursive: true });
  writeFileSync(full, text);
  return full;
};
const url = (path: string): string => pathToFileURL(path).href;

describe("a plugin is named by", () => {
  test("a .js or a .ts file, absolute, with or without ./", () => {
    for (const name of ["one.js", "two.ts"]) {
      const path = file(name);
      const here = relative(process.cwd(), path);
      for (const given of [path, here, `./${here}`]) expect(locatePlugin(given)).toBe(url(path));
    }
  });
  test("a folder: what its package exports, else its index, else its source", () => {
    const built = file("built/dist/index.js");
    file("built/package.json", JSON.stringify({ exports: { ".": { types: "./x.d.ts", default: "./dist/index.js" } } }));
    expect(locatePlugin(join(folder, "built"))).toBe(url(built));
    const plain = file("plain/index.js");
    expect(locatePlugin(join(folder, "plain"))).toBe(url(plain));
    const source = file("source/src/index.ts");
    file("source/package.json", JSON.stringify({ exports: "./dist/index.js" }));
    expect(locatePlugin(join(folder, "source"))).toBe(url(source));
    mkdirSync(join(folder, "empty"));
    expect(() => locatePlugin(join(folder, "empty"))).toThrow("holds no plugin; looked for index.js");
  });
  test("a package; what is found nowhere is left to the import's own message", () => {
    expect(locatePlugin("no-such-package-anywhere")).toBe("no-such-package-anywhere");
  });
});

describe("a new plugin", () => {
  test("of a kind or a name that cannot be is refused with what can", () => {
    expect(() => checkNew("los", "mine")).toThrow('did you mean "loss"');
    for (const name of ["", "Mine", "my_loss", "2nd", "a--b"])
      expect(() => checkNew("loss", name)).toThrow("lower-case words");
    expect(() => checkNew("loss", "delete")).toThrow("word of the language");
  });
  test.each(["peft", "classifier", "loss", "initializer", "augmentation", "tte", "dataset", "backbone", "model"])(
    "%s: every mark is filled, inside and outside of the workspace",
    (kind) => {
      for (const home of ["workspace", "outside"] as const) {
        const files = filesOf(checkNew(kind, "my-own"), "a-package", home);
        expect(Object.keys(files)).toEqual(
          expect.arrayContaining(["package.json", "README.md", "src/index.ts", "src/my-own.ts", "test/my-own.test.ts"]),
        );
        for (const text of Object.values(files)) expect(text).not.toMatch(/__[a-zA-Z]+__/);
        const { dependencies } = JSON.parse(files["package.json"] ?? "{}") as { dependencies: Record<string, string> };
        expect(dependencies["@liftjs/contracts"]).toMatch(home === "workspace" ? /^workspace:/ : /^\^\d/);
      }
    },
  );
});
