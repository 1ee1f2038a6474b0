import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { main as lift } from "../src/cli/lift-cli.js";
import { main as runGrid } from "../src/cli/run-grid-cli.js";

describe("numbers on the command line", () => {
  let said = "";
  beforeEach(() => {
    said = "";
    jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([
    [["--learning-rate", "abc"], '--learning-rate must be a number; got "abc"'],
    [["--learning-rate=abc"], '--learning-rate must be a number; got "abc"'],
    [["--epochs", "ten", "--seed", "1"], '--epochs must be a number; got "ten"'],
  ])("lift train %j", async (flags, message) => {
    expect(await lift(["train", "--data-set", "emoji-lt/10", "--backbone", "nano-clip", ...flags])).toBe(2);
    expect(said).toContain(message);
  });

  test("run-grid --workers two", async () => {
    expect(await runGrid(["experiments/quickstart.ts", "--workers", "two"])).toBe(2);
    expect(said).toContain('--workers must be a number; got "two"');
  });
});
