import { expect, test } from "@jest/globals";
import { limits, splitBatch } from "@liftjs/mlflow-js-client";
import { failureTags, flatten } from "../src/run/mlflow-batch.js";

test("a failure's tags are what MLflow takes, however long its message", () => {
  const failure = { training: "t", cells: ["c"], code: "WEIGHTS", message: "missing: ".repeat(2000), logTail: [] };
  const tags = failureTags(failure as Parameters<typeof failureTags>[0]);
  expect(tags["lift.state"]).toMatch(/^failed \(WEIGHTS\): missing: .*…$/);
  expect(tags["lift.state"]).toHaveLength(limits.tagCharacters);
  expect(() => splitBatch({ tags })).not.toThrow();
});

test("settings become flat texts", () => {
  expect(flatten({ loss: "la", optimizer: { learningRate: 0.1 }, peft: [{ name: "lora" }] })).toEqual({
    loss: "la",
    "optimizer.learningRate": "0.1",
    peft: '[{"name":"lora"}]',
  });
});
