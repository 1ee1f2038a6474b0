import type { CellSettings } from "./types.js";

const merged = ["optimizer", "evaluation"] as const;

/** `tte` is written for `evaluation.tte`. */
function spread({ tte, ...settings }: CellSettings): CellSettings {
  return tte === undefined ? settings : { ...settings, evaluation: { ...settings.evaluation, tte } };
}

/**
 * Later settings win. A named part is replaced as a whole, because options of one method mean nothing to another;
 * `optimizer` and `evaluation` are merged key by key.
 */
export function mergeSettings(...layers: readonly (CellSettings | undefined)[]): CellSettings {
  let out: CellSettings = {};
  for (const layer of layers) {
    if (!layer) continue;
    const next = spread(layer);
    const deep = Object.fromEntries(
      merged.filter((key) => out[key] ?? next[key]).map((key) => [key, { ...out[key], ...next[key] }]),
    );
    out = { ...out, ...next, ...deep };
  }
  return out;
}

/** The key of `perMethod` that a cell's PEFT stands for: names in alphabetical order, joined by "+". */
export function methodKey(peft: CellSettings["peft"]): string {
  const list = peft === undefined ? [] : Array.isArray(peft) ? peft : [peft];
  const names = list
    .map((p: string | { name: string }) => (typeof p === "string" ? p : p.name))
    .filter((name) => name !== "none");
  return names.sort().join("+") || "none";
}
