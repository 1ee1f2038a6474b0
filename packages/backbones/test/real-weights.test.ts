import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { createEngine } from "@liftjs/core-tensor";
import { largestDifference } from "@liftjs/testkit";
import { readWeights, tensorsOf } from "@liftjs/weights";
import { dinov2 } from "../src/index.js";
import { featuresOn } from "./engine-runs.js";
import { openFixture } from "./fixtures.js";

const folder = process.env["LIFT_WEIGHTS_DIR"] ?? fileURLToPath(new URL("../../../../shared/models", import.meta.url));
const path = `${folder}/dinov2-s14-saliency.fp16.safetensors`;
const there = existsSync(path);
if (!there) console.info(`not tested with real weights: there is no ${path}; set LIFT_WEIGHTS_DIR`);

(there ? test.each : test.skip.each)([98, 126])(
  "the real ViT-S/14 at %i pixels gives the features that PyTorch gives",
  async (resolution) => {
    const model = dinov2.build(dinov2.parse({ width: 384, blocks: 12, heads: 6, patch: 14, resolution }));
    const values = dinov2.adopt(model, tensorsOf(await readWeights(path)));
    const file = openFixture("dinov2-s14-saliency");
    const engine = await createEngine("auto");
    const got = await featuresOn(engine, model, values, file.read(`${resolution}.images`));
    engine.dispose();
    expect(largestDifference(got, file.read(`${resolution}.features`).data)).toBeLessThan(1e-4);
  },
);
