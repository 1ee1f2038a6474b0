import {
  defineDataset,
  type DatasetContext,
  type DatasetPlugin,
  type LongTailDataset,
  type Sample,
} from "@liftjs/contracts";
import { z } from "zod";
import { needPath, openTree } from "../archive/find.js";
import { assemble, commonShape } from "../assemble/assemble.js";
import { exponentialCounts } from "../assemble/long-tail.js";
import { heldOutCount } from "../assemble/validation.js";
import { cifarLongTailIndices } from "./indices.js";
import { openPixels } from "./pixels.js";
import { PIXEL_BYTES } from "./records.js";
import { cifar10, cifar100, type CifarSet } from "./variants.js";

const shape = {
  ratio: z.number().min(1).default(100),
  /** `ratio-100`: by the class sizes that ratio 100 would leave, as LIFT reports ratios 50 and 10. */
  groups: z.enum(["own", "ratio-100"]).default("own"),
  ...commonShape,
};
const schemaOf = ({ classes }: CifarSet) =>
  z.strictObject({
    /** The first so many; the tail then runs over them. */
    classes: z.int().min(2).max(classes).default(classes),
    ...shape,
  });
type CifarSchema = ReturnType<typeof schemaOf>;
export type CifarInput = z.input<CifarSchema>;
export type CifarOptions = z.output<CifarSchema>;

const countsOf = (set: CifarSet, { classes, ratio }: Pick<CifarOptions, "classes" | "ratio">): number[] =>
  exponentialCounts(set.perClass, classes, ratio);

async function open(set: CifarSet, options: CifarOptions, context: DatasetContext): Promise<LongTailDataset> {
  const tree = await openTree(needPath(set.name, context.dataDirs, set.files, set.site), context);
  const { pixelFile, train, test, classNames } = await openPixels(set, tree, context);
  const sample = (split: string, label: number, i: number, at: number): Sample => ({
    id: `${split}/${i}`,
    label,
    source: { type: "raw", path: pixelFile, offset: at * PIXEL_BYTES, width: 32, height: 32, layout: "planes" },
  });
  const kept = cifarLongTailIndices(train, options);
  return assemble(
    {
      name: set.name,
      classNames: classNames.slice(0, options.classes),
      train: Array.from(kept, (i) => sample("train", train[i] ?? NaN, i, i)),
      test: test.flatMap((label, i) => (label < options.classes ? [sample("test", label, i, train.length + i)] : [])),
      license: "no licence stated by its authors; cite Krizhevsky 2009",
      ...(options.groups === "ratio-100" && {
        groupCounts: { counts: countsOf(set, { ...options, ratio: 100 }), counted: "training images at ratio 100" },
      }),
    },
    options,
  );
}

/** A plugin for one of the CIFAR sets. */
export function cifarPlugin(set: CifarSet, title: string): DatasetPlugin<CifarOptions> {
  const schema = schemaOf(set);
  return defineDataset(set.name, schema, {
    about: {
      title,
      license: "no licence stated by its authors; cite Krizhevsky 2009",
      source: `${set.site}cifar.html`,
      files: set.files,
    },
    facts: (options) => ({
      classes: options.classes,
      classCounts: countsOf(set, options).map((n) => n - heldOutCount(n, options.validation)),
    }),
    open: (options, context) => open(set, options, context),
  });
}

/** CIFAR-10 made long-tailed by `cifarLongTailIndices`, tested on its whole, balanced test set. */
export const cifar10Lt = cifarPlugin(cifar10, "CIFAR-10, long-tailed");
/** CIFAR-100 made long-tailed by `cifarLongTailIndices`, tested on its whole, balanced test set. */
export const cifar100Lt = cifarPlugin(cifar100, "CIFAR-100, long-tailed");
