import type { RandomStream } from "@liftjs/contracts";
import type { EmojiPicture } from "@liftjs/dataset-emoji";
import { imagenetTemplates } from "@liftjs/initializers";

/** What is drawn under one name, by whichever artists. */
export interface Concept {
  readonly codePoints: string;
  readonly name: string;
  readonly keywords: readonly string[];
  /** Indices of its drawings, one an artist. */
  readonly drawings: readonly number[];
}

/** Drawings grouped by their emoji, in Unicode's order. */
export function conceptsOf(pictures: readonly EmojiPicture[]): Concept[] {
  const groups = new Map<string, Concept & { drawings: number[] }>();
  pictures.forEach(({ codePoints, name, keywords }, index) => {
    const known = groups.get(codePoints);
    if (known) known.drawings.push(index);
    else groups.set(codePoints, { codePoints, name, keywords: [...new Set(keywords)], drawings: [index] });
  });
  return [...groups.values()];
}

export const choose = <T>(items: readonly T[], random: RandomStream): T => items[random.integer(items.length)]!;

/** A caption for a name or a keyword: half of the time the bare words, else one of CLIP's 80 prompts. */
export const caption = (words: string, random: RandomStream): string =>
  random.uniform() < 0.5 ? words : choose(imagenetTemplates, random).replace("{}", () => words);

/** Every text that the tokenizer must know whole. */
export const vocabularyTexts = (concepts: readonly Concept[]): string[] => [
  ...imagenetTemplates,
  ...concepts.flatMap(({ name, keywords }) => [name, ...keywords]),
];
