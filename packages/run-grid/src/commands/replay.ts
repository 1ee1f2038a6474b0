import type { Argv } from "yargs";
import { defineCommand } from "../cli/define-command.js";
import { LiftError, present } from "@liftjs/contracts";
import { createEngine, type EngineName } from "@liftjs/core-tensor";
import { writeSafetensors } from "@liftjs/tensor-files";
import { promptsOf, replay, replayCell, type ClassPrompts, type ReplayBatches } from "@liftjs/training";
import { withEngine } from "../cli/flags.js";
import { containerFor } from "../load-plugins.js";
import { integers, jsonArgument, needTensor, note, openTensors, readModelWeights, say } from "./common.js";

interface Arguments {
  readonly config: string;
  readonly weights: string;
  readonly batches: string;
  readonly out: string;
  readonly init?: string | undefined;
  readonly engine: EngineName | "auto";
  readonly plugin: string[];
}

/** Batches and class counts from a file, checked. */
export function readReplayBatches(path: string, resolution: number): { batches: ReplayBatches; counts: number[] } {
  const file = openTensors(path);
  const [steps, size, height, width] = needTensor(file, path, "images", ["S", "B", "height", "width", "3"]) as [
    number,
    number,
    number,
    number,
  ];
  const labelShape = needTensor(file, path, "labels", ["S", "B"]);
  needTensor(file, path, "counts", ["C"]);
  if (height !== resolution || width !== resolution)
    throw new LiftError(
      "SHAPE",
      `the images are ${height} × ${width}; the backbone takes ${resolution} × ${resolution}`,
    );
  if (labelShape[0] !== steps || labelShape[1] !== size)
    throw new LiftError("SHAPE", `labels are [${labelShape.join(", ")}]; the images ask for [${steps}, ${size}]`);
  const counts = Array.from(integers(file, "counts", 0));
  const labels = integers(file, "labels", 0);
  const wrong = labels.find((label) => label < 0 || label >= counts.length);
  if (wrong !== undefined)
    throw new LiftError(
      "DATA",
      `label ${wrong} is not one of the ${counts.length} classes (0 to ${counts.length - 1}) that "counts" gives`,
    );
  return { batches: { steps, size, images: file.read("images").data, labels }, counts };
}

/** Token ids of the classes' prompts where the file holds them: `prompts [C, T]`. */
export function readPrompts(path: string): ClassPrompts | undefined {
  const file = openTensors(path);
  if (!file.names().includes("prompts")) return undefined;
  const [classes, length] = needTensor(file, path, "prompts", ["C", "T"]) as [number, number];
  const ids = integers(file, "prompts", 0);
  return promptsOf(Array.from({ length: classes }, (_, c) => ids.subarray(c * length, (c + 1) * length)));
}

async function run(a: Arguments): Promise<void> {
  const container = await containerFor(a.plugin, null);
  const config = jsonArgument(a.config, "config");
  const counts = Array.from(integers(openTensors(a.batches), "counts", 0));
  const facts = { classes: counts.length, classCounts: counts };
  const cell = replayCell(container, config, facts, readPrompts(a.batches));
  const { batches } = readReplayBatches(a.batches, cell.model.backbone.facts.resolution);
  const weights = await readModelWeights(cell.backbone, a.weights);
  const given = a.init ? openTensors(a.init) : null;
  const start = given ? Object.fromEntries(given.names().map((name) => [name, given.read(name)])) : {};
  const engine = await createEngine(a.engine, { log: note });
  try {
    const out = await replay(engine, cell, weights, batches, start);
    writeSafetensors(a.out, out, { engine: engine.description, format: "liftjs replay 1" });
    const losses = present(out["loss"], "the replay's loss").data;
    const [first, last] = [losses.at(0), losses.at(-1)].map((loss) => loss?.toFixed(6));
    say(`${batches.steps} steps on ${engine.description}: loss ${first} → ${last}, written to ${a.out}`);
  } finally {
    engine.dispose();
  }
}

/** `lift replay`: the training step as a black box. */
export const replayCommand = defineCommand({
  command: "replay",
  describe: "take training steps on given batches and write what they compute",
  builder: (y: Argv) =>
    withEngine(y)
      .option("config", { type: "string", demandOption: true, describe: "the cell, as JSON or a file of it" })
      .option("weights", { type: "string", demandOption: true, describe: "the backbone's weights" })
      .option("batches", { type: "string", demandOption: true, describe: "safetensors with images, labels, counts" })
      .option("out", { type: "string", demandOption: true, describe: "safetensors to write" })
      .option("init", { type: "string", describe: "safetensors with starting values of trained tensors" }),
  handler: run,
});
