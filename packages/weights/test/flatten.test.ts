import { expect, test } from "@jest/globals";
import { unpickle, type PickleRules } from "@liftjs/tensor-files";
import { flattenCheckpoint } from "../src/formats/flatten.js";
import { torchRules } from "../src/formats/torch-rules.js";
import { codeOf } from "./support.js";

const rules: PickleRules = torchRules(() => undefined);
const run = (text: string) => unpickle(Buffer.from(text, "latin1"), rules);

test("a list that holds itself does not hang the walk", async () =>
  expect(await codeOf(() => flattenCheckpoint(run("]q\x00h\x00a.")))).toBe("FORMAT"));
test("a list that doubles at each level is walked once a level", () => {
  const levels = Array.from({ length: 60 }, (_, i) => String.fromCharCode(i)).map((i) => `q${i}0h${i}h${i}\x86`);
  expect(flattenCheckpoint(run(`]${levels.join("")}.`)).size).toBe(0);
});
