import { LiftError } from "@liftjs/contracts";
import { mergeSettings, type CellSettings, type GridDefinition, type GridRow } from "@liftjs/grid";

export interface PlanFlags {
  readonly quick?: boolean;
  readonly seeds?: number;
  readonly dataset?: string;
  readonly backbone?: string;
  readonly classes?: number;
  readonly only?: readonly string[];
}

/** Which parts of a file's settings a flag or `--quick` has put something else in place of. */
export interface Replaced {
  readonly dataset: boolean;
  readonly backbone: boolean;
}

/** What `--quick` changes in a cell's settings. */
export const quickOf = ({ quick = {} }: GridDefinition, settings: CellSettings): CellSettings =>
  typeof quick === "function" ? quick(settings) : quick;

export function replacedBy(grid: GridDefinition, flags: PlanFlags): Replaced {
  const quick = flags.quick ? quickOf(grid, mergeSettings(grid.base, grid.rows)) : {};
  return {
    dataset: flags.dataset !== undefined || quick.dataset !== undefined,
    backbone: flags.backbone !== undefined || quick.backbone !== undefined,
  };
}

type Place = Pick<CellSettings, "dataset" | "backbone">;

/** Every data set with every backbone that the rows stand on; one of each where it is replaced anyway. */
function placesOf({ datasets = [], backbones = [] }: GridDefinition, replaced: Replaced): Place[] {
  const some = <T>(listed: readonly T[], one: boolean) =>
    listed.length ? listed.slice(0, one ? 1 : undefined) : [null];
  return some(datasets, replaced.dataset).flatMap((dataset) =>
    some(backbones, replaced.backbone).map((backbone) => ({
      ...(dataset === null ? {} : { dataset }),
      ...(backbone === null ? {} : { backbone }),
    })),
  );
}

const textOf = (written: Place["dataset"] | Place["backbone"]): string =>
  typeof written === "string" ? written : written && "name" in written ? written.name : "";

/** The parts of a place in which the grid's places differ. */
function differing(place: Place, places: readonly Place[]): string[] {
  const varies = (key: keyof Place) => new Set(places.map((p) => p[key])).size > 1;
  return (["dataset", "backbone"] as const).filter(varies).map((key) => textOf(place[key]));
}

/**
 * The rows that a grid's file adds, on each of its data sets and backbones.
 * @throws LiftError `DUPLICATE` for two rows of one name in one group, `OPTIONS` for none
 */
export function rowsOf(grid: GridDefinition, flags: PlanFlags = {}): GridRow[] {
  const rows: GridRow[] = [];
  const taken = new Set<string>();
  const places = placesOf(grid, replacedBy(grid, flags));
  for (const place of places) {
    const { dataset, backbone } = { ...grid.base, ...grid.rows, ...place };
    const at = { dataset: textOf(dataset), backbone: textOf(backbone), quick: flags.quick ?? false };
    grid.cells((row, settings, options = {}) => {
      const group = [...differing(place, places), ...(options.group ? [options.group] : [])].join(" · ");
      const key = JSON.stringify([group, row]);
      if (taken.has(key))
        throw new LiftError(
          "DUPLICATE",
          `the grid adds two rows called "${row}"${group ? ` in group "${group}"` : ""}; give one another name`,
        );
      taken.add(key);
      rows.push({ row, settings: mergeSettings(place, settings), ...options, ...(group ? { group } : {}) });
    }, at);
  }
  if (!rows.length) throw new LiftError("OPTIONS", "the grid adds no row; call add(name, settings) in its cells()");
  return rows;
}
