import { describeDataset } from "@liftjs/testkit";
import { emojiLt } from "../src/emoji.js";

describeDataset(emojiLt, { classes: 20, ratio: 10, size: 16 }, () => ({
  dataDirs: [],
  cacheDir: ".",
  log: () => undefined,
}));
