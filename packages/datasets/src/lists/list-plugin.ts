import { basename } from "node:path";
import {
  defineDataset,
  LiftError,
  type DatasetContext,
  type DatasetPlugin,
  type LongTailDataset,
} from "@liftjs/contracts";
import { readText } from "@liftjs/tensor-files";
import { z } from "zod";
import { assemble, commonShape, firstPerClass, type CommonOptions } from "../assemble/assemble.js";
import { imagenetLtBenchmark, inaturalistBenchmark, placesLtBenchmark, type ListBenchmark } from "./benchmarks.js";
import { classesAtRank, parseCategories, ranks, type Rank } from "./categories.js";
import { parseClassNames, readList, type ListEntry } from "./list-file.js";
import { imageRoot, listSamples, needList } from "./locate.js";

const listShape = {
  /** The folder that the lists' paths are relative to; looked for in the data folders where left out. */
  root: z.string().optional(),
  /** The first so many. */
  classes: z.int().min(2).optional(),
  ...commonShape,
};
export const listSchema = z.strictObject(listShape);
export const inaturalistSchema = z.strictObject({ ...listShape, rank: z.enum(ranks).default("species") });

interface ListOptions extends CommonOptions {
  readonly root?: string | undefined;
  readonly classes?: number | undefined;
  readonly rank?: Rank | undefined;
}
interface Classes {
  readonly classNames: readonly string[];
  /** The class of a list's label; the label itself where there are no ranks. */
  readonly labelOf?: readonly number[];
}

function classesOf(benchmark: ListBenchmark, options: ListOptions, dataDirs: readonly string[]): Classes {
  const file = needList(benchmark, dataDirs, benchmark.names);
  const found: Classes = options.rank
    ? classesAtRank(parseCategories(readText(file), basename(file)), options.rank)
    : { classNames: parseClassNames(readText(file)) };
  const known = found.labelOf?.length ?? found.classNames.length;
  if (known !== benchmark.classes)
    throw new LiftError(
      "DATA",
      `${benchmark.name}: ${file} names ${known} classes; ${benchmark.classes} were expected, so it is another list`,
    );
  return { ...found, classNames: found.classNames.slice(0, options.classes) };
}

/** A list's entries of the chosen classes, their labels at the chosen rank. */
function entriesOf(
  benchmark: ListBenchmark,
  names: readonly string[],
  { classNames, labelOf }: Classes,
  dataDirs: readonly string[],
): ListEntry[] {
  const file = needList(benchmark, dataDirs, names);
  const stray = (label: number): never => {
    throw new LiftError(
      "DATA",
      `${benchmark.name}: ${file} has label ${label}; labels go from 0 to ${benchmark.classes - 1}, so it is another list`,
    );
  };
  const entries = readList(file).map(({ path, label }) => ({
    path,
    label: label >= benchmark.classes ? stray(label) : (labelOf?.[label] ?? label),
  }));
  const kept = entries.filter(({ label }) => label < classNames.length);
  if (kept.length === 0) throw new LiftError("DATA", `${benchmark.name}: ${file} lists no images`);
  return kept;
}

async function open(
  benchmark: ListBenchmark,
  options: ListOptions,
  { dataDirs }: DatasetContext,
): Promise<LongTailDataset> {
  const classes = classesOf(benchmark, options, dataDirs);
  const listed = {
    train: entriesOf(benchmark, benchmark.lists.train, classes, dataDirs),
    test: entriesOf(benchmark, benchmark.lists.test, classes, dataDirs),
  };
  const root = imageRoot(benchmark, dataDirs, options.root, listed.test[0]!);
  const samples = (entries: readonly ListEntry[]) => listSamples(benchmark.name, root, entries);
  const wanted = options.validation ?? 0;
  const validationList = wanted > 0 ? benchmark.lists.validation : undefined;
  return assemble(
    {
      name: benchmark.name,
      classNames: classes.classNames,
      train: samples(listed.train),
      test: samples(listed.test),
      ...(validationList && {
        validation: firstPerClass(samples(entriesOf(benchmark, validationList, classes, dataDirs)), wanted),
      }),
      license: benchmark.license,
    },
    options,
  );
}

/** A plugin for a benchmark that comes as lists. */
export const listPlugin = <Options extends ListOptions>(
  benchmark: ListBenchmark,
  schema: z.ZodType<Options>,
): DatasetPlugin<Options> =>
  defineDataset(benchmark.name, schema, {
    about: {
      title: benchmark.title,
      license: benchmark.license,
      source: benchmark.source,
      files: [...benchmark.lists.train, ...benchmark.lists.test, ...benchmark.names],
    },
    open: (options, context) => open(benchmark, options, context),
  });

/** ImageNet-LT from its lists; validation images, where asked for, from its own validation list. */
export const imagenetLt = listPlugin(imagenetLtBenchmark, listSchema);
/** Places-LT from its lists; validation images, where asked for, from its own validation list. */
export const placesLt = listPlugin(placesLtBenchmark, listSchema);
/** iNaturalist 2018 from its lists, at any of the seven taxonomic ranks; tested on its validation list. */
export const inaturalist2018 = listPlugin(inaturalistBenchmark, inaturalistSchema);
