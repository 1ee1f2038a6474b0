import { expect, test } from "@jest/globals";
import { describePeft, someData, tinyTransformer } from "@liftjs/testkit";
import { full } from "../src/index.js";

describePeft(
  full,
  {},
  {
    count: ({ blocks, width, mlpWidth }) => blocks * (4 * width * width + 2 * width * mlpWidth + 9 * width + mlpWidth),
  },
);
describePeft(full, { blocks: { last: 2 } });

test("only blocks are trained, and of these only the named ones", () => {
  const { host } = tinyTransformer();
  const tunes = (blocks: unknown): readonly string[] => full.attach(host, full.parse({ blocks }), someData).tunes;
  expect(tunes("all").every((name) => name.startsWith("blocks."))).toBe(true);
  expect(tunes([1, 1]).every((name) => name.startsWith("blocks.1."))).toBe(true);
  expect(tunes({ last: 1 }).length * 3).toBe(tunes("all").length);
});
