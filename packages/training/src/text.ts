import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import {
  endPositions,
  LiftError,
  type BackboneModel,
  type HostTensors,
  type TextTower,
  type Tokenizer,
} from "@liftjs/contracts";
import { createScope, type Engine, type ProgramDefinition } from "@liftjs/core-tensor";
import { splitEvenly } from "./batches.js";

const AT_ONCE = 64;
const isText = (name: string): boolean => name.startsWith("text.");

/** @param length tokens of a row */
function textProgram(model: BackboneModel, sizes: readonly number[], length: number): ProgramDefinition {
  const tower = model.text!;
  const own = model.parameters.filter((p) => isText(p.name));
  const entry = (size: number): ProgramDefinition["entries"][string] => ({
    inputs: { tokens: { shape: [size, length], dtype: "int32" }, ends: { shape: [size], dtype: "int32" } },
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

function towerOf({ text, host }: BackboneModel): TextTower {
  if (text) return text;
  throw new LiftError("CAPABILITY", `a backbone of family "${host.family}" has no text tower; use a CLIP backbone`);
}

/**
 * Token ids of texts for a model's text tower.
 * @returns `[n · contextLength]` @throws LiftError `CAPABILITY` when the model has no text tower, `DATA` for a text that is too long
 */
export function tokenize(model: BackboneModel, tokenizer: Tokenizer, texts: readonly string[]): Int32Array {
  const { contextLength } = towerOf(model);
  const tokens = new Int32Array(texts.length * contextLength);
  texts.forEach((text, i) => tokens.set(tokenizer.encode(text), i * contextLength));
  return tokens;
}

/** The first `kept` ids of every row. */
function cutRows(tokens: Int32Array, length: number, kept: number): Int32Array {
  const out = new Int32Array((tokens.length / length) * kept);
  for (let row = 0; row * length < tokens.length; row++)
    out.set(tokens.subarray(row * length, row * length + kept), row * kept);
  return out;
}

/**
 * Features of texts, not normalised. Each token looks only at those before it, so that what stands behind the longest text's end mark is
 * left out without changing a feature.
 * @param tokens `[n · contextLength]` @returns `[n, P]` @throws LiftError `CAPABILITY` when the model has no text tower
 */
export async function encodeTokens(
  engine: Engine,
  model: BackboneModel,
  weights: HostTensors,
  tokens: Int32Array,
): Promise<{ features: Float32Array; width: number }> {
  const { contextLength, projectionWidth: width } = towerOf(model);
  const ends = endPositions(tokens, contextLength);
  const length = ends.reduce((longest, end) => Math.max(longest, end + 1), 1);
  const rows = cutRows(tokens, contextLength, length);
  const sizes = splitEvenly(ends.length, AT_ONCE);
  const program = engine.program(textProgram(model, sizes, length));
  const features = new Float32Array(ends.length * width);
  try {
    const names = model.parameters.map(({ name }) => name).filter(isText);
    await program.write(Object.fromEntries(names.map((name) => [name, weights[name]!])));
    let done = 0;
    for (const size of sizes) {
      const out = await program.run(`text@${size}`, {
        tokens: { shape: [size, length], data: rows.slice(done * length, (done + size) * length) },
        ends: { shape: [size], data: ends.slice(done, done + size) },
      });
      features.set(out["features"]!.data, done * width);
      done += size;
    }
  } finally {
    program.dispose();
  }
  return { features, width };
}
