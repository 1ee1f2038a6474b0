/**
 * The first thing to run: LIFT's ladder on emoji-LT with nano-clip, an image-text model that comes with the workspace.
 * 50 classes of drawings, ratio 150; trained on the Noto, Twemoji and EmojiOne icon sets, tested on Fluent: another artist's hand,
 * equally many pictures a class.
 *
 *   npm run quickstart            = run-grid experiments/quickstart.ts; with --quick where there is no native engine
 *
 * The parts stand in an order in which each shows what it does: the loss and the start first, on a frozen backbone, then tuning.
 * Numbers and time: docs/results/quickstart.md
 */
import { defineGrid, ladder } from "@liftjs/grid";
import { nanoClip, quick, smallEmoji } from "./quickstart-base.js";

/** Not a multiple of the patch size 16. */
const fiveCrop = { name: "five-crop", expand: 4 } as const;
const semantic = { name: "semantic", prompts: "descriptions" } as const;

export default defineGrid({
  title: "Quickstart: what each part of LIFT adds on emoji-LT",
  description:
    "Training pictures come from the Noto, Twemoji and EmojiOne icon sets, test pictures from Fluent: the test is another artist's hand, " +
    "with equally many pictures of each class. Class descriptions are the names of a class's members.",
  base: {
    ...smallEmoji,
    backbone: "nano-clip",
    tte: "off",
  },
  seeds: 5,
  perBackbone: { "nano-clip": nanoClip },
  quick,
  cells(add) {
    ladder(add, "head only, CE", { peft: "none", loss: "ce", initializer: "random" })
      .then("+ LA (logit-adjusted loss)", { loss: "la" })
      .then("+ SAI (semantic-aware start)", { initializer: semantic })
      .then("+ SLF (AdaptFormer)", { peft: "adaptformer" })
      .then("+ TTE (five crops)", { tte: fiveCrop });
    add("full fine-tuning, LA, SAI", { peft: "full", loss: "la", initializer: semantic });
    add("full fine-tuning, CE", { peft: "full", loss: "ce", initializer: "random" });
  },
});

export { nanoClip, smallEmoji } from "./quickstart-base.js";
