import { pluginsOf, unknownName, type Container } from "@liftjs/contracts";
import type { GridDefinition, PartSettings, PerMethod } from "@liftjs/grid";

/** Every key of a grid; a type that lacks one, or has one more, does not compile. */
const gridKeys: Readonly<Record<keyof GridDefinition, true>> = {
  title: true,
  description: true,
  base: true,
  rows: true,
  datasets: true,
  backbones: true,
  seeds: true,
  perMethod: true,
  perDataset: true,
  perBackbone: true,
  withoutText: true,
  quick: true,
  plugins: true,
  slurm: true,
  cells: true,
};

/** Words that are not known, each put into words with the nearest one. */
const unknownOf = (what: string, words: readonly string[], known: readonly string[]): string[] =>
  words.filter((word) => !known.includes(word)).map((word) => unknownName(what, word, known));

const methodsOf = (kept: PerMethod | undefined): string[] => [
  ...new Set(Object.keys(kept ?? {}).flatMap((key) => key.split("+"))),
];

/** Misspelt keys of a grid, which would otherwise stand for nothing: one line a key, with the nearest known one. */
export function misspeltKeys(c: Container, grid: GridDefinition): string[] {
  const names = (kind: "dataset" | "model" | "backbone" | "peft"): string[] => pluginsOf(c, kind).names();
  const methods = ["none", ...names("peft")];
  const datasets = Object.entries(grid.perDataset ?? {});
  const backbones = Object.entries(grid.perBackbone ?? {});
  const ownMethods = (what: string, entries: readonly [string, PartSettings | undefined][]): string[] =>
    entries.flatMap(([key, kept]) =>
      unknownOf(`method of ${what}["${key}"].perMethod`, methodsOf(kept?.perMethod), methods),
    );
  return [
    ...unknownOf("key of a grid", Object.keys(grid), Object.keys(gridKeys)),
    ...unknownOf(
      "data set of perDataset",
      datasets.map(([key]) => key),
      names("dataset"),
    ),
    ...unknownOf(
      "backbone of perBackbone",
      backbones.map(([key]) => key),
      [...names("model"), ...names("backbone")],
    ),
    ...unknownOf("method of perMethod", methodsOf(grid.perMethod), methods),
    ...ownMethods("perDataset", datasets),
    ...ownMethods("perBackbone", backbones),
  ];
}
