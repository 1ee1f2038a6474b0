import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { LossInputs } from "@liftjs/contracts";
import { batchLoss, lossDivisor } from "@liftjs/core-tensor";
import { readSafetensors } from "@liftjs/tensor-files";
import { descend, madeValues, relativeDifference, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { losses } from "../src/index.js";

const file = readSafetensors(fileURLToPath(new URL("./fixtures/losses.safetensors", import.meta.url)));
const metadata = <T>(key: string): T => JSON.parse(file.metadata[key]!) as T;
const classCounts = metadata<number[]>("counts");
const labels = metadata<number[]>("labels");

describe("against PyTorch: the first gradient and twenty steps", () => {
  beforeAll(usePlainJavaScript);
  test.each(Object.entries(metadata<Record<string, { name: string }>>("cases")))(
    "%s",
    async (name, { name: loss, ...options }) => {
      const plugin = losses.find((l) => l.name === loss)!;
      const f = plugin.build(plugin.parse(options), { classes: classCounts.length, classCounts, scale: 25 });
      const start = { z: madeValues("logits", [labels.length, classCounts.length], 8) };
      const own: LossInputs["own"] = (wanted) => {
        throw new Error(wanted);
      };
      const { losses: seen, first } = await descend(
        start,
        ({ z }) => {
          const logits = z as tf.Tensor2D;
          const inputs = { logits, features: logits, labels: tf.tensor1d(labels, "int32"), own };
          return batchLoss(f, inputs, tf.scalar(lossDivisor(f, labels)));
        },
        0.5,
        20,
      );
      expect(relativeDifference(first["z"]!, file.read(`${name}.grad`).data)).toBeLessThan(1e-4);
      expect(relativeDifference(seen, file.read(`${name}.loss`).data)).toBeLessThan(1e-4);
    },
  );
});
