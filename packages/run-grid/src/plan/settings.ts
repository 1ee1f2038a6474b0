import { parseDatasetSpec } from "@liftjs/datasets";
import { LiftError, pluginsOf, type Container } from "@liftjs/contracts";
import { chooseBackbone } from "@liftjs/training";
import {
  mergeSettings,
  methodKey,
  type PartSettings,
  type CellSettings,
  type GridDefinition,
  type GridRow,
  type PerMethod,
} from "@liftjs/grid";
import { quickOf, type PlanFlags, type Replaced } from "./rows.js";

type NamedPart = Readonly<Record<string, unknown>> & { readonly name?: string };
type Key = "dataset" | "backbone";

const part = (written: unknown): NamedPart =>
  typeof written === "string" ? { name: written } : ((written ?? {}) as NamedPart);

/** What a grid keeps for names, for the part that is called so. */
type Kept = Readonly<Record<string, PartSettings | undefined>>;

/** What a grid keeps for a part is under its name, or under its family where it has no name. */
const keyOf = (asked: NamedPart): string => asked.name ?? (typeof asked["family"] === "string" ? asked["family"] : "");

/** What was asked for by name, with the options that the grid keeps for that name beneath. */
function enrich(key: Key, asked: NamedPart, kept: Kept): CellSettings {
  const defaults: PartSettings = kept[keyOf(asked)] ?? {};
  const { perMethod: _perMethod, ...settings } = defaults;
  return { ...settings, [key]: { ...part(defaults[key]), ...asked } };
}

/** What is kept for a method, however the names of its parts were ordered. */
function ofMethod(kept: PerMethod | undefined, method: string): CellSettings | undefined {
  const found = Object.entries(kept ?? {}).find(
    ([key]) => methodKey(key.split("+") as CellSettings["peft"]) === method,
  );
  return found?.[1];
}

const backboneFlag = (given: string): NamedPart =>
  given.trimStart().startsWith("{") ? (JSON.parse(given) as NamedPart) : { name: given };

/** What flags ask for in place of the file's. */
const askedBy = ({ dataset, backbone }: PlanFlags): Readonly<Partial<Record<Key, NamedPart>>> => ({
  ...(dataset === undefined ? {} : { dataset: parseDatasetSpec(dataset) }),
  ...(backbone === undefined ? {} : { backbone: backboneFlag(backbone) }),
});

const partOf = (key: Key, written: unknown): NamedPart =>
  key === "dataset" && typeof written === "string" ? parseDatasetSpec(written) : part(written);

/**
 * Replaced as a whole: by a flag, else by what `--quick` puts in its place, else as the grid says.
 * What a flag names and the shrunk form knows is shrunk too.
 */
function placed(key: Key, own: CellSettings, quick: CellSettings, asked: NamedPart | undefined): NamedPart {
  const shrunk = quick[key] === undefined ? undefined : partOf(key, quick[key]);
  if (!asked) return shrunk ?? partOf(key, own[key]);
  return shrunk?.name === asked.name ? { ...shrunk, ...asked } : asked;
}

const withoutPlaces = ({ dataset: _dataset, backbone: _backbone, ...settings }: CellSettings): CellSettings => settings;

/** Keep the first n classes. */
const withClasses = (settings: CellSettings, classes: number | undefined): CellSettings =>
  classes === undefined ? settings : ({ ...settings, dataset: { ...part(settings.dataset), classes } } as CellSettings);

/** What trains nothing in full trains nothing shrunk. */
function untrainedStays(own: CellSettings, quick: CellSettings): CellSettings {
  return own.epochs === 0 && quick.epochs !== undefined ? { ...quick, epochs: 0 } : quick;
}

/** A row's settings with everything that applies to it: the order of precedence that `GridDefinition` states. */
export function settingsOf(grid: GridDefinition, row: GridRow, flags: PlanFlags): CellSettings {
  const asked = askedBy(flags);
  const own = mergeSettings(grid.base, grid.rows, row.settings, asked as CellSettings);
  const quick = flags.quick ? untrainedStays(own, quickOf(grid, own)) : {};
  const dataset = placed("dataset", own, quick, asked.dataset);
  const backbone = placed("backbone", own, quick, asked.backbone);
  const method = methodKey(quick.peft ?? own.peft);
  const perDataset: Kept = grid.perDataset ?? {};
  const perBackbone: Kept = grid.perBackbone ?? {};
  const settings = mergeSettings(
    grid.base,
    enrich("dataset", dataset, perDataset),
    enrich("backbone", backbone, perBackbone),
    ofMethod(grid.perMethod, method),
    ofMethod(perDataset[keyOf(dataset)]?.perMethod, method),
    ofMethod(perBackbone[keyOf(backbone)]?.perMethod, method),
    withoutPlaces(grid.rows ?? {}),
    withoutPlaces(row.settings),
    withoutPlaces(quick),
  );
  return withClasses(settings, flags.classes);
}

/** Why a row is not for what a flag or `--quick` has put in place; null where it is. */
export function outOfPlace({ about = [] }: GridRow, replaced: Replaced): string | null {
  const gone = (["dataset", "backbone"] as const).filter((key) => about.includes(key) && replaced[key]);
  return gone.length
    ? `it is about its own ${gone.map((key) => (key === "dataset" ? "data set" : key)).join(" and ")}`
    : null;
}

/** An error that says what a backbone cannot do, which is no mistake of the file once another backbone stands in. */
export const excused = (cause: unknown, replaced: Replaced): boolean =>
  replaced.backbone && LiftError.is(cause) && (cause.code === "CAPABILITY" || cause.code === "SITE");

/** The grid's stand-in where a row asks for a text tower that the backbone has not; the row's settings as they are elsewhere. */
export function withStandIn(
  c: Container,
  grid: GridDefinition,
  row: GridRow,
  settings: CellSettings,
): { readonly settings: CellSettings; readonly note: string | null } {
  const asked = part(settings.initializer).name;
  const plain = { settings, note: null };
  if (!grid.withoutText || row.about?.includes("text") || !asked || !settings.backbone) return plain;
  if (!pluginsOf(c, "initializer").get(asked).needs.text || chooseBackbone(c, settings.backbone).model.text)
    return plain;
  const other = mergeSettings(settings, grid.withoutText);
  const name = part(settings.backbone).name ?? String(part(settings.backbone)["family"]);
  return {
    settings: other,
    note: `the head starts from "${part(other.initializer).name}", not "${asked}": ${name} has no text tower`,
  };
}
