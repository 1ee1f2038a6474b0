import { LiftError, type Container, type DataFacts, type LongTailDataset } from "@liftjs/contracts";
import type { CellConfig } from "@liftjs/records";
import { assemble, checkInitializer, countTrained, resolveCell, type ResolvedCell } from "@liftjs/training";
import { mergeSettings, type GridDefinition, type GridRow } from "@liftjs/grid";
import { misspeltKeys } from "./check-grid.js";
import { replacedBy, rowsOf, type PlanFlags, type Replaced } from "./rows.js";
import { excused, outOfPlace, settingsOf, withStandIn } from "./settings.js";

export type { PlanFlags };

/** A cell of a plan and how people call it. */
export interface PlannedCell {
  readonly name: string;
  readonly cell: ResolvedCell;
  readonly trainableParameters: number;
}
export interface PlannedTraining {
  readonly training: string;
  readonly cells: readonly PlannedCell[];
}
export interface PlannedRow extends Omit<GridRow, "settings" | "seeds" | "about"> {
  readonly cells: readonly string[];
}
export interface Plan {
  readonly grid: GridDefinition;
  readonly rows: readonly PlannedRow[];
  readonly cells: readonly PlannedCell[];
  readonly trainings: readonly PlannedTraining[];
  readonly warnings: readonly string[];
  /** Class counts of a cell's data set. */
  factsOf(cell: ResolvedCell): DataFacts;
  /** Test images of a cell's data set, where it had to be opened. */
  testImagesOf(cell: ResolvedCell): number | null;
}

const NO_QUICK_FORM =
  "this grid has no quick form, so --quick takes one seed and changes nothing else; give it one: quick: { epochs: 1, … }";

/** How the plan learns what a data set holds: from its options where they say it, else by opening it. */
export type OpenDataset = (
  cell: ResolvedCell,
) => Promise<Pick<LongTailDataset, "classCounts"> & Partial<Pick<LongTailDataset, "test">>>;

const seedsOf = (seeds: GridDefinition["seeds"] = 1): readonly number[] =>
  typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i) : seeds;

interface Draft {
  readonly row: GridRow;
  readonly name: string;
  readonly cell: ResolvedCell;
}

/** What stands in the way of rows: mistakes, and rows that are not for the backbone or data set that was put in place. */
class Complaints {
  /** What a person should know of the plan, none of it a mistake. */
  readonly notes: string[] = [];
  readonly #problems: string[] = [];
  constructor(private readonly replaced: Replaced) {}
  /** @throws what is no complaint about the row */
  about(row: GridRow, cause: unknown): void {
    if (!LiftError.is(cause)) throw cause;
    if (excused(cause, this.replaced)) this.leaveOut(row, cause.message);
    else this.#problems.push(`row "${row.row}": ${cause.message}`);
  }
  problem(text: string): void {
    this.#problems.push(text);
  }
  leaveOut(row: GridRow, why: string): void {
    this.notes.push(`left out: row "${row.row}": ${why}`);
  }
  /** @throws LiftError `OPTIONS` that lists every problem */
  refuse(left: number): void {
    const distinct = [...new Set(left || this.#problems.length ? this.#problems : this.notes)];
    if (distinct.length)
      throw new LiftError(
        "OPTIONS",
        `${distinct.length} problem${distinct.length > 1 ? "s" : ""} in the grid; nothing was run\n${distinct.map((p) => `  ${p}`).join("\n")}`,
      );
  }
}

const seedsFor = (grid: GridDefinition, row: GridRow, flags: PlanFlags): readonly number[] =>
  flags.seeds ? seedsOf(flags.seeds) : flags.quick ? [0] : seedsOf(row.seeds ?? grid.seeds);

/** The cells of one row, one for each seed. */
function resolveRow(
  c: Container,
  grid: GridDefinition,
  row: GridRow,
  flags: PlanFlags,
  complaints: Complaints,
): Draft[] {
  const { settings, note } = withStandIn(c, grid, row, settingsOf(grid, row, flags));
  if (note) complaints.notes.push(note);
  const noted = note ? { ...row, note: [row.note, note].filter(Boolean).join("; ") } : row;
  const seeds = seedsFor(grid, row, flags);
  return seeds.map((seed) => ({
    row: noted,
    name: seeds.length > 1 ? `${row.row} · seed ${seed}` : row.row,
    cell: resolveCell(c, mergeSettings(settings, { seed })),
  }));
}

/** Resolve every cell; all problems are reported at once. */
function resolveAll(c: Container, grid: GridDefinition, flags: PlanFlags, complaints: Complaints): Draft[] {
  const replaced = replacedBy(grid, flags);
  const drafts = rowsOf(grid, flags).flatMap((row) => {
    const why = outOfPlace(row, replaced);
    try {
      if (why === null) return resolveRow(c, grid, row, flags, complaints);
      complaints.leaveOut(row, why);
    } catch (cause) {
      complaints.about(row, cause);
    }
    return [];
  });
  complaints.refuse(drafts.length);
  return drafts;
}

interface KnownData extends DataFacts {
  readonly testImages: number | null;
}

const NOTHING_KNOWN: KnownData = { classes: 0, classCounts: [], testImages: null };

/** Learn class counts, one data set once. */
async function factsOfAll(drafts: readonly Draft[], open: OpenDataset): Promise<Map<string, KnownData>> {
  const facts = new Map<string, KnownData>();
  for (const { cell } of drafts) {
    const key = JSON.stringify(cell.config.dataset);
    if (facts.has(key)) continue;
    const known = cell.dataset.plugin.facts(cell.dataset.options);
    const { classCounts, test } = known ?? (await open(cell));
    const testImages = typeof test === "number" ? test : (test?.length ?? null);
    facts.set(key, { classes: classCounts.length, classCounts, testImages });
  }
  return facts;
}

/** Data sets that are known by one name would share their results. @throws LiftError `OPTIONS` */
function checkSameData({ cell: known }: PlannedCell, cell: ResolvedCell, { row }: GridRow): void {
  const [a, b] = [known, cell].map(({ config }) => JSON.stringify(config.dataset));
  if (a !== b)
    throw new LiftError(
      "OPTIONS",
      `row "${row}": the data sets ${a} and ${b} cannot be told apart, since neither their place nor their licence counts; give one folder or list another name`,
    );
}

/** What decides whether a cell's parts fit one another, and how much of them is trained. */
const partsOf = ({ dataset, backbone, peft, classifier, loss, initializer }: CellConfig): string =>
  JSON.stringify([dataset, backbone, peft, classifier, loss, initializer]);

/** Trained values of a cell's method; equal parts are put together once. @throws LiftError where the parts do not fit one another */
function countOf(cell: ResolvedCell, facts: ReadonlyMap<string, DataFacts>, counted: Map<string, number>): number {
  const key = partsOf(cell.config);
  const known = counted.get(key);
  if (known !== undefined) return known;
  const data = facts.get(JSON.stringify(cell.config.dataset));
  if (!data) throw new LiftError("DATA", `nothing is known of the data set "${cell.config.dataset.name}"`);
  const model = assemble(cell, data);
  checkInitializer(cell, model);
  const { tuner } = countTrained(model);
  counted.set(key, tuner);
  return tuner;
}

/** Put every cell's parts together, equal cells once; rows that cannot be are complained of. */
function assembleAll(
  drafts: readonly Draft[],
  facts: ReadonlyMap<string, DataFacts>,
  complaints: Complaints,
): Map<string, PlannedCell> {
  const planned = new Map<string, PlannedCell>();
  const counted = new Map<string, number>();
  for (const { row, name, cell } of drafts) {
    const same = planned.get(cell.id);
    if (same) {
      checkSameData(same, cell, row);
      continue;
    }
    try {
      planned.set(cell.id, { name, cell, trainableParameters: countOf(cell, facts, counted) });
    } catch (cause) {
      complaints.about(row, cause);
    }
  }
  complaints.refuse(planned.size);
  return planned;
}

const warningsOf = (cells: Iterable<PlannedCell>): string[] =>
  [...cells].flatMap(({ cell }) =>
    cell.tte.plugin.warnings(cell.tte.options, { patch: cell.backbone.model.host.patch }),
  );

/** Things by key, in the order in which keys and things come. */
function groupBy<T>(things: Iterable<T>, keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing)) ?? [];
    groups.set(keyOf(thing), group);
    group.push(thing);
  }
  return groups;
}

/** Rows of the plan, each with the ids of its cells; a row whose cells were left out is not there. */
function plannedRows(drafts: readonly Draft[], planned: ReadonlyMap<string, PlannedCell>): PlannedRow[] {
  const kept = drafts.filter(({ cell }) => planned.has(cell.id));
  const rows = groupBy(kept, ({ row }) => JSON.stringify([row.group, row.row]));
  return [...rows.values()].flatMap((own) =>
    own.slice(0, 1).map(({ row: { settings: _settings, seeds: _seeds, about: _about, ...row } }) => ({
      ...row,
      cells: own.map(({ cell }) => cell.id),
    })),
  );
}

/** Fewer characters of an id say too little: a row may be called so. */
const ID_PREFIX = 6;

/** Keep the cells whose id or training begins with one of the words, or whose row is called so. */
function wanted(only: readonly string[] | undefined, row: string, { id, training }: ResolvedCell): boolean {
  const begins = (word: string) => word.length >= ID_PREFIX && (id.startsWith(word) || training.startsWith(word));
  return !only?.length || only.some((word) => row === word || begins(word));
}

/**
 * Turn a grid into cells and trainings: every name, option and combination is checked before anything runs; equal cells run once.
 * @throws LiftError `OPTIONS` that lists every problem
 */
export async function planGrid(c: Container, grid: GridDefinition, flags: PlanFlags, open: OpenDataset): Promise<Plan> {
  const complaints = new Complaints(replacedBy(grid, flags));
  for (const line of misspeltKeys(c, grid)) complaints.problem(line);
  if (flags.quick && grid.quick === undefined) complaints.notes.push(NO_QUICK_FORM);
  const drafts = resolveAll(c, grid, flags, complaints).filter(({ row, cell }) => wanted(flags.only, row.row, cell));
  if (!drafts.length)
    throw new LiftError(
      "OPTIONS",
      `--only ${flags.only?.join(" ")} matches no cell; see the ids with --dry-run --json`,
    );
  const facts = await factsOfAll(drafts, open);
  const factsOf = (cell: ResolvedCell) => facts.get(JSON.stringify(cell.config.dataset)) ?? NOTHING_KNOWN;
  const planned = assembleAll(drafts, facts, complaints);
  const trainings = groupBy(planned.values(), ({ cell }) => cell.training);
  return {
    grid,
    rows: plannedRows(drafts, planned),
    cells: [...planned.values()],
    trainings: [...trainings].map(([training, cells]) => ({ training, cells })),
    warnings: [...new Set([...complaints.notes, ...warningsOf(planned.values())])],
    factsOf,
    testImagesOf: (cell) => factsOf(cell).testImages,
  };
}
