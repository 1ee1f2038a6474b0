import { type HostTensor, type RandomStream, type Tokenizer } from "@liftjs/contracts";
import { endPositions } from "@liftjs/core-tensor";
import type { HostArray } from "@liftjs/core-tensor";
import { caption, type Concept } from "./captions.js";
import type { Drawings } from "./drawings.js";
import type { Recipe } from "./recipe.js";
import { writeView, type ViewSettings } from "./views.js";

/** What batches are made of. */
export interface Source {
  readonly drawings: Drawings;
  readonly concepts: readonly Concept[];
  readonly tokenizer: Tokenizer;
  readonly context: number;
  readonly views: ViewSettings;
}

export interface Batch {
  /** Concepts of the batch, B of them. */
  readonly concepts: Int32Array;
  /** What the program is fed, but for the bank and the rate. */
  readonly inputs: Readonly<Record<"images" | "tokens" | "ends" | "belongs" | "mask", HostArray>>;
}

/** Two drawings of one concept, by different artists where there are two. */
function twoStyles({ drawings }: Concept, random: RandomStream): [number, number] {
  const first = random.integer(drawings.length);
  if (drawings.length === 1) return [drawings[0]!, drawings[0]!];
  const second = (first + 1 + random.integer(drawings.length - 1)) % drawings.length;
  return [drawings[first]!, drawings[second]!];
}

/** All first views, then all second ones. `[2B, S, S, 3]` */
function images(concepts: readonly Concept[], { drawings, views }: Source, random: RandomStream): HostArray {
  const { resolution } = views.facts;
  const size = resolution * resolution * 3;
  const data = new Float32Array(2 * concepts.length * size);
  concepts.forEach((concept, i) =>
    twoStyles(concept, random).forEach((index, view) =>
      writeView(drawings.image(index), views, random, data, (view * concepts.length + i) * size),
    ),
  );
  return { shape: [2 * concepts.length, resolution, resolution, 3], data };
}

/** K different keywords of the batch's concepts; concepts without one give none, and what is missing is drawn from all their keywords. */
function keywordsOf(concepts: readonly Concept[], count: number, random: RandomStream): string[] {
  const all = [...new Set(concepts.flatMap(({ keywords }) => keywords))];
  const order = random.permutation(all.length);
  return Array.from({ length: count }, (_, i) => all[order[i % all.length]!]!);
}

/** Where a keyword belongs to a concept. `[B, K]` */
const belongs = (concepts: readonly Concept[], keywords: readonly string[]): HostTensor => ({
  shape: [concepts.length, keywords.length],
  data: Float32Array.from(concepts.flatMap((c) => keywords.map((word) => Number(c.keywords.includes(word))))),
});

function texts(captions: readonly string[], { tokenizer, context }: Source): { tokens: HostArray; ends: HostArray } {
  const tokens = new Int32Array(captions.length * context);
  captions.forEach((text, i) => tokens.set(tokenizer.encode(text, { truncate: true }), i * context));
  return {
    tokens: { shape: [captions.length, context], data: tokens },
    ends: { shape: [captions.length], data: endPositions(tokens, context) },
  };
}

/** Large enough to leave a row out of a softmax. */
export const LEFT_OUT = -1e4;

/**
 * The batch of a step: a function of the seed and the step's number alone.
 * @param known whether the bank holds a concept's row yet
 */
export function batchOf(
  source: Source,
  concepts: Int32Array,
  recipe: Recipe,
  known: Uint8Array,
  random: RandomStream,
): Batch {
  const chosen = Array.from(concepts, (i) => source.concepts[i]!);
  const keywords = keywordsOf(chosen, recipe.keywords, random);
  const mask = Float32Array.from(known, (is) => (is ? 0 : LEFT_OUT));
  for (const i of concepts) mask[i] = LEFT_OUT;
  return {
    concepts,
    inputs: {
      images: images(chosen, source, random),
      ...texts(
        [...chosen.map(({ name }) => caption(name, random)), ...keywords.map((w) => caption(w, random))],
        source,
      ),
      belongs: belongs(chosen, keywords),
      mask: { shape: [mask.length], data: mask },
    },
  };
}
