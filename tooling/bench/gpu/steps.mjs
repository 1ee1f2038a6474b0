/** Training steps of a bench model on an engine, with values that every engine is given alike. */
import { createEngine, randomStream } from "@liftjs/core-tensor";
import { cellOf, taskOf } from "../cell.mjs";

/** Small values from a seed of the name's; norms start as 1, biases and momentum as 0. */
function valuesOf(name, shape) {
  const random = randomStream([...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 65537, 7));
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (name.includes("norm") && name.endsWith("weight")) data.fill(1);
  else if (!name.endsWith("bias") && !name.startsWith("momentum"))
    for (let i = 0; i < data.length; i++) data[i] = 0.04 * (random.uniform() - 0.5);
  return { shape, data };
}

const scalar = (value) => ({ shape: [], data: Float32Array.of(value) });

function inputsOf({ resolution, classes }, batch) {
  return {
    input: valuesOf("images", [batch, resolution, resolution, 3]),
    labels: { shape: [batch], data: Int32Array.from({ length: batch }, (_, i) => i % classes) },
    divisor: scalar(batch),
    share: scalar(1),
    progress: scalar(0),
    tunerRate: scalar(0.01),
    headRate: scalar(0.01),
  };
}

/** @returns a function that takes one step and gives its loss, and what the engine is */
export async function trainer(name, model, batch, precision = "float32") {
  const engine = await createEngine(name);
  const { definition, entry } = taskOf(cellOf(model), { task: "train", batch, precision });
  const program = engine.program(definition);
  for (const { name: state, shape } of definition.state) await program.write({ [state]: valuesOf(state, shape) });
  const inputs = inputsOf(model, batch);
  return {
    description: engine.description,
    step: async () => (await program.run(entry, inputs)).loss.data[0],
    dispose: () => engine.dispose(),
  };
}
