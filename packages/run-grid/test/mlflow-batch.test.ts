import { expect, test } from "@jest/globals";
import { limits, splitBatch } from "@liftjs/mlflow-js-client";
import { recordEpoch } from "@liftjs/records";
import { aResult } from "../../records/test/a-result.js";
import { batchOf, failureTags, flatten } from "../src/run/mlflow-batch.js";
import { temporaryFolder } from "./helpers.js";

test("a failure's tags are what MLflow takes, however long its message", () => {
  const failure = { training: "t", cells: ["c"], code: "WEIGHTS", message: "missing: ".repeat(2000), logTail: [] };
  const tags = failureTags(failure);
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

test("each epoch carries the time at which it ended; who, what and from which data are tags", () => {
  const out = temporaryFolder();
  const result = aResult("ab12");
  const times = ["2026-01-01T00:01:00.000Z", "2026-01-01T00:02:00.000Z"];
  times.forEach((endedAt, epoch) =>
    recordEpoch(out, "t1", { epoch, learningRate: 0.1, loss: 1, seconds: 60, endedAt }, () => undefined),
  );
  const { metrics = [], tags } = batchOf(out, { ...result, provenance: { ...result.provenance, commit: "c0ffee" } });
  const losses = metrics.filter(({ key }) => key === "epoch.loss");
  expect(losses.map(({ timestamp, step }) => [new Date(timestamp).toISOString(), step])).toEqual([
    [times[0], 0],
    [times[1], 1],
  ]);
  expect(tags).toMatchObject({
    "mlflow.source.name": "run-grid x.ts",
    "mlflow.source.git.commit": "c0ffee",
    "mlflow.user": expect.stringMatching(/./),
    "lift.dataset": "digits",
  });
});
