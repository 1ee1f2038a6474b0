/**
 * Which rates the quickstart uses: chosen on training pictures that are held out of its data, never on its test pictures. Three seeds.
 *
 *   run-grid experiments/quickstart-rates.ts        ≈ 2 min on 2 CPU cores
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { quickDefault } from "./shared/quick.js";
import { smallEmoji } from "liftjs/quickstart";

const rates: Readonly<Record<string, { peft: CellSettings["peft"]; tuner: readonly number[] }>> = {
  AdaptFormer: { peft: "adaptformer", tuner: [0.03, 0.1, 0.3] },
  full: { peft: "full", tuner: [0.001, 0.003, 0.01] },
};

export default defineGrid({
  title: "Rates for the quickstart, judged on held-out pictures of its training sets",
  base: {
    ...smallEmoji,
    dataset: { name: "emoji-lt", classes: 50, ratio: 150, balancedTest: true, validation: 5 },
    backbone: "nano-clip",
    initializer: { name: "semantic", prompts: "descriptions" },
    evaluation: { split: "validation", tte: "off" },
  },
  seeds: 3,
  quick: { ...quickDefault, dataset: { name: "emoji-lt", classes: 10, validation: 5 } },
  cells(add) {
    for (const head of [0.03, 0.1, 0.3, 1])
      add(
        `head only, head ${head}`,
        { peft: "none", loss: "ce", initializer: "random", optimizer: { learningRate: head } },
        { group: "head only", coordinates: { headLearningRate: head } },
      );
    for (const [method, { peft, tuner }] of Object.entries(rates)) {
      for (const learningRate of tuner) {
        const settings = { peft, optimizer: { learningRate, headLearningRate: 0.03, clipNorm: 1 } };
        add(`${method} ${learningRate}`, settings as CellSettings, { group: method, coordinates: { learningRate } });
      }
    }
  },
});
