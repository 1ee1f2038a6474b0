import {
  defineDataset,
  LiftError,
  type DatasetContext,
  type DatasetPlugin,
  type LongTailDataset,
  type Sample,
} from "@liftjs/contracts";
import { needPath, openTree } from "../archive/find.js";
import { assemble } from "../assemble/assemble.js";
import { exponentialCounts } from "../assemble/long-tail.js";
import { heldOutCount } from "../assemble/validation.js";
import { readLayout, testSamples, type TinyImagenetLayout } from "./layout.js";
import { tinyImagenetSchema, type TinyImagenetOptions } from "./options.js";
import { tinyImagenetSplit } from "./split.js";

const FILES = [
  "tiny-imagenet-200.zip",
  "tiny-imagenet-200",
  "tiny-imagenet-200-subset.tar.gz",
  "tiny-imagenet-200.tar.gz",
];
const SOURCE = "http://cs231n.stanford.edu/tiny-imagenet-200.zip";
const photo = (wnid: string, number: number): string => `train/${wnid}/images/${wnid}_${number}.JPEG`;

/** Photos of the long tail, class by class, each class in its shuffled order. */
function trainSamples({ tree, wnids }: TinyImagenetLayout, options: TinyImagenetOptions): Sample[] {
  const present = new Set(tree.names);
  const { orders, counts } = tinyImagenetSplit(options);
  const chosen = orders.flatMap((order, label) =>
    Array.from(order.subarray(0, counts[label]), (number) => ({ id: photo(wnids[label] ?? "", number), label })),
  );
  const lacking = chosen.filter(({ id }) => !present.has(id));
  if (lacking.length)
    throw lackingError(
      tree.where,
      options,
      lacking.map(({ id }) => id),
      chosen.length,
    );
  return chosen.map(({ id, label }) => ({ id, label, source: tree.source(id) }));
}

function lackingError(
  where: string,
  { ratio, classes, perClass }: TinyImagenetOptions,
  lacking: readonly string[],
  wanted: number,
): LiftError {
  return new LiftError(
    "DATA",
    `tiny-imagenet-lt: ratio ${ratio} with ${classes} classes and ${perClass} photos for the first needs ${wanted} training photos; ${where} lacks ${lacking.length} of them, ` +
      `the first ${lacking.slice(0, 3).join(", ")}. Use the whole archive (${SOURCE}), or a larger ratio, fewer classes or fewer photos`,
    { lacking },
  );
}

/** The next photos of each class's order that the long tail does not use. */
function unusedSamples({ tree, wnids }: TinyImagenetLayout, options: TinyImagenetOptions): Sample[] {
  const present = new Set(tree.names);
  const { orders, counts } = tinyImagenetSplit(options);
  const found = orders.map((order, label) =>
    Array.from(order.subarray(counts[label]), (number) => photo(wnids[label] ?? "", number)).filter((id) =>
      present.has(id),
    ),
  );
  const short = found.flatMap((ids, label) => (ids.length < options.validation ? [wnids[label] ?? ""] : []));
  if (short.length) {
    throw new LiftError(
      "DATA",
      `tiny-imagenet-lt: ${short.length} classes have fewer than ${options.validation} unused photos in ${tree.where} (${short.slice(0, 3).join(", ")} …); use validationFrom "train" or a smaller validation`,
    );
  }
  return found.flatMap((ids, label) =>
    ids.slice(0, options.validation).map((id) => ({ id, label, source: tree.source(id) })),
  );
}

async function open(options: TinyImagenetOptions, context: DatasetContext): Promise<LongTailDataset> {
  const layout = await readLayout(
    await openTree(needPath("tiny-imagenet-lt", context.dataDirs, FILES, SOURCE), context),
  );
  if (layout.wnids.length < options.classes)
    throw new LiftError(
      "DATA",
      `tiny-imagenet-lt: wnids.txt has ${layout.wnids.length} classes; ${options.classes} were asked for`,
    );
  const wnids = layout.wnids.slice(0, options.classes);
  return assemble(
    {
      name: "tiny-imagenet-lt",
      classNames: wnids.map((wnid) => layout.names.get(wnid) ?? wnid),
      train: trainSamples(layout, options),
      test: testSamples(layout, new Map(wnids.map((wnid, label) => [wnid, label]))),
      ...(options.validationFrom === "unused" &&
        options.validation > 0 && { validation: unusedSamples(layout, options) }),
      license: "research use; photos from ImageNet",
    },
    options,
  );
}

function facts(options: TinyImagenetOptions): { classes: number; classCounts: number[] } {
  const counts = exponentialCounts(options.perClass, options.classes, options.ratio);
  const held = options.validationFrom === "train" ? options.validation : 0;
  return { classes: options.classes, classCounts: counts.map((n) => n - heldOutCount(n, held)) };
}

/**
 * Tiny ImageNet made long-tailed: 64×64 photos of 200 classes, tested on the 10,000 official validation photos.
 * Which photos train: `tinyImagenetSplit`. Validation photos come out of the training photos (at most half of a class's), or, with
 * `validationFrom: "unused"`, follow them in the same order.
 */
export const tinyImagenetLt: DatasetPlugin<TinyImagenetOptions> = defineDataset(
  "tiny-imagenet-lt",
  tinyImagenetSchema,
  {
    about: {
      title: "Tiny ImageNet, long-tailed",
      license: "research use; photos from ImageNet",
      source: SOURCE,
      files: FILES,
    },
    facts,
    open,
  },
);
