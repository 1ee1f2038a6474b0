import { type HostTensor, type ImageFacts, type Tokenizer } from "@liftjs/contracts";
import { endPositions } from "@liftjs/core-tensor";
import { centeredView, shorterSideFor } from "@liftjs/image-ops/views";
import type { Program } from "@liftjs/core-tensor";
import { createNormalizer, runRecipe } from "@liftjs/image-ops";
import type { Drawings } from "./drawings.js";
import { JUDGED_AT_ONCE } from "./program.js";
import type { Rows } from "./rows.js";

type RunPart = (from: number, count: number) => Promise<HostTensor>;

/** Fill rows part by part; the last part is padded by its caller. */
async function inParts(total: number, run: RunPart): Promise<Rows> {
  let rows: Rows | undefined;
  for (let from = 0; from < total; from += JUDGED_AT_ONCE) {
    const count = Math.min(JUDGED_AT_ONCE, total - from);
    const { shape, data } = await run(from, count);
    rows ??= { width: shape[1]!, values: new Float32Array(total * shape[1]!) };
    rows.values.set(data.subarray(0, count * rows.width), from * rows.width);
  }
  return rows!;
}

/** The usual test view of drawings `from … from + count`, normalised; zeros behind. */
function testViews(drawings: Drawings, facts: ImageFacts, from: number, count: number): Float32Array {
  const { resolution, interpolation } = facts;
  const out = new Float32Array(JUDGED_AT_ONCE * resolution * resolution * 3);
  const recipe = centeredView(shorterSideFor(resolution), resolution, interpolation);
  const normalize = createNormalizer(facts);
  for (let i = 0; i < count; i++)
    normalize(runRecipe(drawings.image(from + i), recipe).data, out, i * resolution * resolution * 3);
  return out;
}

/** Features of drawings: `features` before the projection, `projected` behind it. */
export const imageFeatures = (
  program: Program,
  drawings: Drawings,
  facts: ImageFacts,
  which: "features" | "projected",
): Promise<Rows> =>
  inParts(drawings.pictures.length, async (from, count) => {
    const { resolution } = facts;
    const images = {
      shape: [JUDGED_AT_ONCE, resolution, resolution, 3],
      data: testViews(drawings, facts, from, count),
    };
    return (await program.run("images", { images }))[which] as HostTensor;
  });

/** Features of texts in the space shared with images. */
export const textFeatures = (
  program: Program,
  texts: readonly string[],
  tokenizer: Tokenizer,
  context: number,
): Promise<Rows> =>
  inParts(texts.length, async (from, count) => {
    const tokens = new Int32Array(JUDGED_AT_ONCE * context);
    for (let i = 0; i < JUDGED_AT_ONCE; i++)
      tokens.set(tokenizer.encode(texts[from + Math.min(i, count - 1)]!, { truncate: true }), i * context);
    const inputs = {
      tokens: { shape: [JUDGED_AT_ONCE, context], data: tokens },
      ends: { shape: [JUDGED_AT_ONCE], data: endPositions(tokens, context) },
    };
    return (await program.run("texts", inputs))["projected"] as HostTensor;
  });
