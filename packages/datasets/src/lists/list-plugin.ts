import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  defineDataset,
  LiftError,
  parseOptions,
  type DatasetContext,
  type DatasetFacts,
  type DatasetPlugin,
  type LongTailDataset,
} from "@liftjs/contracts";
import { readText } from "@liftjs/tensor-files";
import { z } from "zod";
import { findPath } from "../archive/find.js";
import { assemble, commonShape, firstPerClass, type CommonOptions } from "../assemble/assemble.js";
import { heldOutCount } from "../assemble/validation.js";
import { imagenetLtBenchmark, inaturalistBenchmark, placesLtBenchmark, type ListBenchmark } from "./benchmarks.js";
import { classesAtRank, parseCategories, ranks, type Rank } from "./categories.js";
import { parseClassNames, readList, type ListEntry } from "./list-file.js";
import { imageRoot, listSamples, needList, placesOf } from "./locate.js";

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
type Log = DatasetContext["log"];

interface Classes {
  readonly classNames: readonly string[];
  /** The class of a list's label; the label itself where there are no ranks. */
  readonly labelOf?: readonly number[];
}

/** Say where names are not the authors': text features are of the names that are read. */
function noteNames(
  { name, namesSha256, namesSource }: ListBenchmark,
  names: readonly string[],
  file: string,
  log: Log,
) {
  const sha256 = createHash("sha256").update(names.join("\n").replaceAll("_", " ")).digest("hex");
  if (namesSha256 !== undefined && sha256 !== namesSha256)
    log(
      `${name}: the class names in ${file} are not the authors' (sha256 ${sha256.slice(0, 12)}); theirs are in ${namesSource}`,
    );
}

function classesOf(benchmark: ListBenchmark, options: ListOptions, { dataDirs, log }: DatasetContext): Classes {
  const file = needList(benchmark, dataDirs, benchmark.names, benchmark.namesSource);
  const found: Classes = options.rank
    ? classesAtRank(parseCategories(readText(file), basename(file)), options.rank)
    : { classNames: parseClassNames(readText(file)) };
  const known = found.labelOf?.length ?? found.classNames.length;
  if (known !== benchmark.classes)
    throw new LiftError(
      "DATA",
      `${benchmark.name}: ${file} names ${known} classes; ${benchmark.classes} were expected, so it is another list. The authors' is in ${benchmark.namesSource}`,
    );
  noteNames(benchmark, found.classNames, file, log);
  return { ...found, classNames: found.classNames.slice(0, options.classes) };
}

const descriptionsSchema = z.record(z.string(), z.array(z.string().min(1)).min(1));

/** The authors' class descriptions, where their file is in a data folder. */
function descriptionsOf(benchmark: ListBenchmark, dataDirs: readonly string[]): Pick<LongTailDataset, "descriptions"> {
  const file = benchmark.descriptions && findPath(dataDirs, placesOf(benchmark, benchmark.descriptions));
  if (!file) return {};
  let found: unknown;
  try {
    found = JSON.parse(readText(file));
  } catch (cause) {
    throw new LiftError("DATA", `${file}: is not JSON: ${(cause as Error).message}`, {}, { cause });
  }
  return { descriptions: parseOptions(descriptionsSchema, found, `class descriptions in ${file}`) };
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

async function open(benchmark: ListBenchmark, options: ListOptions, context: DatasetContext): Promise<LongTailDataset> {
  const { dataDirs } = context;
  const classes = classesOf(benchmark, options, context);
  const listed = {
    train: entriesOf(benchmark, benchmark.lists.train, classes, dataDirs),
    test: entriesOf(benchmark, benchmark.lists.test, classes, dataDirs),
  };
  const [example] = listed.test;
  if (!example) throw new LiftError("DATA", `${benchmark.name}: its test list is empty`);
  const root = imageRoot(benchmark, dataDirs, options.root, example);
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
      ...descriptionsOf(benchmark, dataDirs),
    },
    options,
  );
}

/** Classes of iNaturalist at each rank. */
const rankClasses: Readonly<Record<Rank, number>> = {
  kingdom: 6,
  phylum: 25,
  class: 57,
  order: 272,
  family: 1118,
  genus: 4401,
  species: 8142,
};

/** `n` of the entries, evenly spread. */
const spread = (counts: readonly number[], n: number): number[] =>
  Array.from({ length: n }, (_, j) => counts[Math.floor((j * counts.length) / n)] ?? 0);

/** Class counts at another number of classes: so many of them, or, at a coarser rank, the same images in fewer classes. */
function countsFor(counts: readonly number[], classes: number, atRank: boolean): number[] {
  const some = spread(counts, classes);
  if (!atRank) return some;
  const scale = counts.reduce((a, b) => a + b, 0) / some.reduce((a, b) => a + b, 0);
  return some.map((n) => Math.round(n * scale));
}

/** What is known before a list is read; null for lists that are not the benchmark's. */
function factsOf(benchmark: ListBenchmark, options: ListOptions): DatasetFacts | null {
  const all = benchmark.counts.of();
  if (all.length !== benchmark.classes) return null;
  const ranked = options.rank === undefined ? benchmark.classes : rankClasses[options.rank];
  const classes = Math.min(options.classes ?? ranked, ranked);
  const exact = benchmark.counts.exact && ranked === benchmark.classes;
  const counts = exact ? all.slice(0, classes) : countsFor(countsFor(all, ranked, ranked < all.length), classes, false);
  const held = benchmark.lists.validation ? 0 : (options.validation ?? 0);
  const perClass = Math.min(options.testPerClass ?? Infinity, benchmark.sizes.test / ranked);
  return {
    classes,
    classCounts: counts.map((n) => n - heldOutCount(n, held)),
    test: Math.round(classes * perClass),
    ...(exact ? {} : { approximate: true }),
  };
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
    identity: ({ root: _root, ...options }) => options,
    facts: (options) => factsOf(benchmark, options),
    open: (options, context) => open(benchmark, options, context),
  });

/** ImageNet-LT from its lists; validation images, where asked for, from its own validation list. */
export const imagenetLt = listPlugin(imagenetLtBenchmark, listSchema);
/** Places-LT from its lists; validation images, where asked for, from its own validation list. */
export const placesLt = listPlugin(placesLtBenchmark, listSchema);
/** iNaturalist 2018 from its lists, at any of the seven taxonomic ranks; tested on its validation list. */
export const inaturalist2018 = listPlugin(inaturalistBenchmark, inaturalistSchema);
