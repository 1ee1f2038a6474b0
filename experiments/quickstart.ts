/**
 * The first thing to run: a ladder on emoji-LT (naturally long-tailed, nothing to download but the model) with a real ViT-S/14.
 *
 *   npm run quickstart            = run-grid experiments/quickstart.ts; with --quick where there is no native engine
 */
import { defineGrid, ladder } from "@liftjs/run-grid";

export default defineGrid({
  title: "Quickstart: what each part adds on emoji-LT",
  description:
    "Training pictures come from the Noto, Twemoji and EmojiOne icon sets, test pictures from Fluent: the test is another artist's hand.",
  base: {
    dataset: "emoji-lt",
    backbone: { name: "dinov2-s14-saliency", resolution: 42 },
    classifier: { name: "cosine", scale: 25 },
    augmentation: { name: "minimalist", schedule: "convex" },
    batch: 64,
    epochs: 1,
  },
  perMethod: {
    none: { optimizer: { learningRate: 0.3 } },
    adaptformer: { optimizer: { learningRate: 0.03, headLearningRate: 0.3, clipNorm: 1 } },
  },
  quick: {
    dataset: { name: "emoji-lt", classes: 6, ratio: 20, testPerClass: 20 },
    backbone: { name: "dinov2-s14-saliency", resolution: 42 },
    epochs: 1,
  },
  cells(add) {
    ladder(add, "head only, CE", { peft: "none", loss: "ce", initializer: "random", tte: "off" })
      .then("+ AdaptFormer", { peft: "adaptformer" })
      .then("+ logit-adjusted loss", { loss: "la" })
      .then("+ class-mean start", { initializer: "class-mean" })
      .then("+ five-crop TTE", { tte: { name: "five-crop", expand: 6 } });
  },
});
