import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { LiftError, type BackboneModel, type HostTensors, type TextTower, type Tokenizer } from "@liftjs/contracts";
import { endPositions } from "@liftjs/core-tensor";
import { createScope, type Engine, type ProgramDefinition } from "@liftjs/core-tensor";
import { floatsOf } from "../program/host-values.js";
import { firstItems, pass } from "../program/pass.js";
import { need } from "../program/passing.js";

const AT_ONCE = 64;
const ENTRY = "text";
const isText = (name: string): boolean => name.startsWith("text.");

/** @param size texts of a run @param length tokens of a text */
function textProgram(model: BackboneModel, tower: TextTower, size: number, length: number): ProgramDefinition {
  const own = model.parameters.filter((p) => isText(p.name));
  return {
    state: own.map(({ name, shape }) => ({ name, shape })),
    entries: {
      [ENTRY]: {
        inputs: { tokens: { shape: [size, length], dtype: "int32" }, ends: { shape: [size], dtype: "int32" } },
        run(inputs, state) {
          const scope = createScope({ parameters: Object.fromEntries(own.map((p) => [p.name, state.read(p.name)])) });
          const [tokens, ends] = [need(inputs, "tokens"), need(inputs, "ends")];
          return { features: tower.forward(tokens as Tensor2D, scope, ends as Tensor1D) };
        },
      },
    },
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
  const tower = towerOf(model);
  const { contextLength, projectionWidth: width } = tower;
  const ends = endPositions(tokens, contextLength);
  const length = ends.reduce((longest, end) => Math.max(longest, end + 1), 1);
  const rows = cutRows(tokens, contextLength, length);
  const size = Math.min(AT_ONCE, ends.length);
  const program = engine.program(textProgram(model, tower, size, length));
  const features = new Float32Array(ends.length * width);
  try {
    await program.write(Object.fromEntries(Object.entries(weights).filter(([name]) => isText(name))));
    const inputs = (items: Int32Array) => ({
      tokens: { shape: [size, length], data: takeRows(rows, length, items) },
      ends: { shape: [size], data: takeRows(ends, 1, items) },
    });
    for await (const { from, count, outputs } of pass({
      program,
      entry: ENTRY,
      items: firstItems(ends.length),
      atOnce: size,
      inputs: (items) => Promise.resolve(inputs(items)),
    }))
      features.set(floatsOf(outputs, "features").subarray(0, count * width), from * width);
  } finally {
    program.dispose();
  }
  return { features, width };
}

/** Some rows of `[n, width]`. */
function takeRows(rows: Int32Array, width: number, items: Int32Array): Int32Array {
  const out = new Int32Array(items.length * width);
  items.forEach((item, i) => {
    out.set(rows.subarray(item * width, (item + 1) * width), i * width);
  });
  return out;
}
