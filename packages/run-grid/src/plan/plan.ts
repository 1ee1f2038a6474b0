import { parseDatasetSpec } from "@liftjs/datasets";
import { LiftError, type Container, type DataFacts, type LongTailDataset } from "@liftjs/contracts";
import { assemble, checkInitializer, countTrained, resolveCell, type ResolvedCell } from "@liftjs/training";
import { mergeSettings, methodKey } from "../dsl/merge.js";
import type { BackboneSettings, CellSettings, GridDefinition, GridRow } from "../dsl/types.js";

export interface PlanFlags {
  readonly quick?: boolean;
  readonly seeds?: number;
  readonly dataset?: string;
  readonly backbone?: string;
  readonly classes?: number;
  readonly only?: readonly string[];
}

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
export interface PlannedRow extends Omit<GridRow, "settings" | "seeds"> {
  readonly cells: readonly string[];
}
export interface Plan {
  readonly grid: GridDefinition;
  readonly rows: readonly PlannedRow[];
  readonly cells: readonly PlannedCell[];
  readonly trainings: readonly PlannedTraining[];
  readonly warnings: readonly string[];
}

/** How the plan learns what a data set holds: from its options where they say it, else by opening it. */
export type OpenDataset = (cell: ResolvedCell) => Promise<Pick<LongTailDataset, "classCounts">>;

const seedsOf = (seeds: GridDefinition["seeds"] = 1): readonly number[] =>
  typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i) : seeds;

/** The rows that a grid's file adds. @throws LiftError `DUPLICATE` for two rows of one name in one group */
export function rowsOf(grid: GridDefinition): GridRow[] {
  const rows: GridRow[] = [];
  grid.cells((row, settings, options = {}) => {
    if (rows.some((r) => r.row === row && r.group === options.group))
      throw new LiftError(
        "DUPLICATE",
        `the grid adds two rows called "${row}"${options.group ? ` in group "${options.group}"` : ""}; give one another name`,
      );
    rows.push({ row, settings, ...options });
  });
  if (!rows.length) throw new LiftError("OPTIONS", "the grid adds no row; call add(name, settings) in its cells()");
  return rows;
}

type NamedPart = Readonly<Record<string, unknown>> & { readonly name?: string };

const part = (written: unknown): NamedPart =>
  typeof written === "string" ? { name: written } : ((written ?? {}) as NamedPart);

/** What was asked for by name, with the options that the grid keeps for that name beneath. */
function enrich<K extends "dataset" | "backbone">(
  key: K,
  asked: NamedPart,
  kept: Readonly<Record<string, CellSettings>> | undefined,
): CellSettings {
  const defaults = kept?.[asked.name ?? ""];
  const { perMethod: _perMethod, ...settings } = (defaults ?? {}) as BackboneSettings;
  return { ...settings, [key]: { ...part(defaults?.[key]), ...asked } } as CellSettings;
}

/** Replaced as wholes: by a flag, else by what `--quick` puts in their place, else as the grid says. */
function placesOf(own: CellSettings, quick: CellSettings | undefined, flags: PlanFlags): [NamedPart, NamedPart] {
  const dataset = flags.dataset ?? quick?.dataset ?? own.dataset;
  const backbone = flags.backbone ? backboneFlag(flags.backbone) : (quick?.backbone ?? own.backbone);
  return [part(typeof dataset === "string" ? parseDatasetSpec(dataset) : dataset), part(backbone)];
}

const withoutPlaces = ({ dataset: _dataset, backbone: _backbone, ...settings }: CellSettings): CellSettings => settings;

/** A row's settings with everything that applies to it, in rising order of precedence. */
function settingsOf(grid: GridDefinition, row: GridRow, flags: PlanFlags): CellSettings {
  const own = mergeSettings(grid.base, row.settings);
  const quick = flags.quick ? grid.quick : undefined;
  const [dataset, backbone] = placesOf(own, quick, flags);
  const method = methodKey(own.peft);
  return mergeSettings(
    grid.base,
    enrich("dataset", dataset, grid.perDataset),
    enrich("backbone", backbone, grid.perBackbone),
    grid.perMethod?.[method],
    grid.perBackbone?.[backbone.name ?? ""]?.perMethod?.[method],
    withoutPlaces(row.settings),
    quick && withoutPlaces(quick),
  );
}

const backboneFlag = (given: string): NamedPart =>
  given.trimStart().startsWith("{") ? (JSON.parse(given) as NamedPart) : { name: given };

/** Keep the first n classes. */
const withClasses = (settings: CellSettings, classes: number | undefined): CellSettings =>
  classes === undefined ? settings : ({ ...settings, dataset: { ...part(settings.dataset), classes } } as CellSettings);

interface Draft {
  readonly row: GridRow;
  readonly name: string;
  readonly cell: ResolvedCell;
}

/** Resolve every cell; all problems are reported at once. */
function resolveAll(c: Container, grid: GridDefinition, flags: PlanFlags): Draft[] {
  const problems: string[] = [];
  const drafts = rowsOf(grid).flatMap((row) => {
    const seeds = flags.seeds ? seedsOf(flags.seeds) : flags.quick ? [0] : seedsOf(row.seeds ?? grid.seeds);
    return seeds.flatMap((seed) => {
      try {
        const settings = withClasses(mergeSettings(settingsOf(grid, row, flags), { seed }), flags.classes);
        return [
          { row, name: seeds.length > 1 ? `${row.row} · seed ${seed}` : row.row, cell: resolveCell(c, settings) },
        ];
      } catch (cause) {
        if (!LiftError.is(cause)) throw cause;
        problems.push(`row "${row.row}": ${cause.message}`);
        return [];
      }
    });
  });
  refuse(problems);
  return drafts;
}

function refuse(problems: readonly string[]): void {
  const distinct = [...new Set(problems)];
  if (distinct.length)
    throw new LiftError(
      "OPTIONS",
      `${distinct.length} problem${distinct.length > 1 ? "s" : ""} in the grid; nothing was run\n${distinct.map((p) => `  ${p}`).join("\n")}`,
    );
}

/** Learn class counts, one data set once. */
async function factsOfAll(drafts: readonly Draft[], open: OpenDataset): Promise<Map<string, DataFacts>> {
  const facts = new Map<string, DataFacts>();
  for (const { cell } of drafts) {
    const key = JSON.stringify(cell.config.dataset);
    if (facts.has(key)) continue;
    const known = cell.dataset.plugin.facts(cell.dataset.options);
    const classCounts = known?.classCounts ?? (await open(cell)).classCounts;
    facts.set(key, { classes: classCounts.length, classCounts });
  }
  return facts;
}

function assembleAll(drafts: readonly Draft[], facts: ReadonlyMap<string, DataFacts>): Map<string, PlannedCell> {
  const planned = new Map<string, PlannedCell>();
  const problems: string[] = [];
  for (const { row, name, cell } of drafts) {
    if (planned.has(cell.id)) continue;
    try {
      const model = assemble(cell, facts.get(JSON.stringify(cell.config.dataset))!);
      checkInitializer(cell, model);
      planned.set(cell.id, { name, cell, trainableParameters: countTrained(model).tuner });
    } catch (cause) {
      if (!LiftError.is(cause)) throw cause;
      problems.push(`row "${row.row}": ${cause.message}`);
    }
  }
  refuse(problems);
  return planned;
}

const warningsOf = (cells: Iterable<PlannedCell>): string[] => [
  ...new Set(
    [...cells].flatMap(({ cell }) =>
      cell.tte.plugin.warnings(cell.tte.options, { patch: cell.backbone.model.host.patch }),
    ),
  ),
];

/** Keep the cells whose id, training or row name begins with one of the words. */
const wanted = (only: readonly string[] | undefined, row: string, cell: ResolvedCell): boolean =>
  !only?.length || only.some((word) => cell.id.startsWith(word) || cell.training.startsWith(word) || row === word);

/**
 * Turn a grid into cells and trainings: every name, option and combination is checked before anything runs; equal cells run once.
 * @throws LiftError `OPTIONS` that lists every problem
 */
export async function planGrid(c: Container, grid: GridDefinition, flags: PlanFlags, open: OpenDataset): Promise<Plan> {
  const drafts = resolveAll(c, grid, flags).filter(({ row, cell }) => wanted(flags.only, row.row, cell));
  if (!drafts.length)
    throw new LiftError(
      "OPTIONS",
      `--only ${flags.only?.join(" ")} matches no cell; see the ids with --dry-run --json`,
    );
  const planned = assembleAll(drafts, await factsOfAll(drafts, open));
  const trainings = new Map<string, PlannedCell[]>();
  for (const p of planned.values()) trainings.set(p.cell.training, [...(trainings.get(p.cell.training) ?? []), p]);
  const rows = [...new Set(drafts.map((d) => d.row))].map(({ settings: _settings, seeds: _seeds, ...row }) => ({
    ...row,
    cells: drafts.filter((d) => d.row.row === row.row && d.row.group === row.group).map((d) => d.cell.id),
  }));
  return {
    grid,
    rows,
    cells: [...planned.values()],
    trainings: [...trainings].map(([training, cells]) => ({ training, cells })),
    warnings: warningsOf(planned.values()),
  };
}
