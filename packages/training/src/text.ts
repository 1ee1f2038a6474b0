import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { endPositions, LiftError, type BackboneModel, type HostTensors, type Tokenizer } from "@liftjs/contracts";
import { createScope, type Engine, type ProgramDefinition } from "@liftjs/core-tensor";
import { splitEvenly } from "./batches.js";

const AT_ONCE = 64;
const isText = (name: string): boolean => name.startsWith("text.");

function textProgram(model: BackboneModel, sizes: readonly number[]): ProgramDefinition {
  const tower = model.text!;
  const own = model.parameters.filter((p) => isText(p.name));
  const entry = (size: number): ProgramDefinition["entries"][string] => ({
    inputs: { tokens: { shape: [size, tower.contextLength], dtype: "int32" }, ends: { shape: [size], dtype: "int32" } },
    run(inputs, state) {
      const scope = createScope({ parameters: Object.fromEntries(own.map((p) => [p.name, state.read(p.name)])) });
      return { features: tower.forward(inputs["tokens"] as Tensor2D, scope, inputs["ends"] as Tensor1D) };
    },
  });
  return {
    state: own.map(({ name, shape }) => ({ name, shape })),
    entries: Object.fromEntries([...new Set(sizes)].map((n) => [`text@${n}`, entry(n)])),
  };
}

/** What it takes to encode texts. */
export interface TextEncoder {
  readonly engine: Engine;
  readonly model: BackboneModel;
  readonly weights: HostTensors;
  readonly tokenizer: Tokenizer;
}

/**
 * Features of texts, not normalised.
 * @returns `[n, P]` and the tokens `[n, 77]`
 * @throws LiftError `CAPABILITY` when the model has no text tower
 */
export async function encodeTexts(
  { engine, model, weights, tokenizer }: TextEncoder,
  texts: readonly string[],
): Promise<{ features: Float32Array; tokens: Int32Array; width: number }> {
  const tower = model.text;
  if (!tower)
    throw new LiftError(
      "CAPABILITY",
      `a backbone of family "${model.host.family}" has no text tower; use a CLIP backbone`,
    );
  const length = tower.contextLength;
  const tokens = new Int32Array(texts.length * length);
  texts.forEach((text, i) => tokens.set(tokenizer.encode(text), i * length));
  const sizes = splitEvenly(texts.length, AT_ONCE);
  const program = engine.program(textProgram(model, sizes));
  const features = new Float32Array(texts.length * tower.projectionWidth);
  try {
    await program.write(
      Object.fromEntries(model.parameters.filter((p) => isText(p.name)).map((p) => [p.name, weights[p.name]!])),
    );
    let done = 0;
    for (const size of sizes) {
      const part = tokens.slice(done * length, (done + size) * length);
      const out = await program.run(`text@${size}`, {
        tokens: { shape: [size, length], data: part },
        ends: { shape: [size], data: endPositions(part, length) },
      });
      features.set(out["features"]!.data, done * tower.projectionWidth);
      done += size;
    }
  } finally {
    program.dispose();
  }
  return { features, tokens, width: tower.projectionWidth };
}
