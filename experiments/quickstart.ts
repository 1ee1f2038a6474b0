/**
 * The first thing to run: LIFT's ladder on emoji-LT with nano-clip, an image-text model that comes with the workspace.
 * 50 classes of drawings, ratio 50; trained on the Noto, Twemoji and EmojiOne icon sets, tested on Fluent: another artist's hand.
 *
 *   npm run quickstart            = run-grid experiments/quickstart.ts; with --quick where there is no native engine
 *
 * About 3 minutes of processor time with the native engine. Numbers: docs/results/quickstart.md
 */
import { defineGrid, ladder } from "@liftjs/grid";
import { nanoClip } from "./shared/nano-clip.js";
import { quickDefault } from "./shared/quick.js";
import { smallEmoji } from "./shared/small-emoji.js";

/** Not a multiple of the patch size 16. */
const fiveCrop = { name: "five-crop", expand: 4 } as const;
const semantic = { name: "semantic", prompts: "descriptions" } as const;

export default defineGrid({
  title: "Quickstart: what each part of LIFT adds on emoji-LT",
  description:
    "Training pictures come from the Noto, Twemoji and EmojiOne icon sets, test pictures from Fluent: the test is another artist's hand. " +
    "Class descriptions are the names of a class's members.",
  base: {
    ...smallEmoji,
    backbone: "nano-clip",
    tte: "off",
  },
  seeds: 3,
  perBackbone: { "nano-clip": nanoClip },
  quick: { ...quickDefault, epochs: 3 },
  cells(add) {
    add("zero-shot", { peft: "none", initializer: semantic, epochs: 0 }, { seeds: 1 });
    ladder(add, "head only, CE", { peft: "none", loss: "ce", initializer: "random" })
      .then("+ SLF (AdaptFormer)", { peft: "adaptformer" })
      .then("+ LA (logit-adjusted loss)", { loss: "la" })
      .then("+ SAI (semantic-aware start)", { initializer: semantic })
      .then("+ TTE (five crops)", { tte: fiveCrop });
    add("full fine-tuning, LA, SAI", { peft: "full", loss: "la", initializer: semantic });
  },
});
