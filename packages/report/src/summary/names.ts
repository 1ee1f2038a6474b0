import { cleanLine } from "../text/clean.js";
import type { CellResult, GridRow } from "@liftjs/records";

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A backbone in a few words: its name, or what an unnamed one is made of. */
function backboneName(backbone: unknown): string | null {
  if (typeof backbone === "string") return backbone;
  if (!isObject(backbone)) return null;
  if (typeof backbone["name"] === "string") return backbone["name"];
  const { family, blocks, width, patch } = backbone;
  if (typeof family !== "string") return null;
  const sizes = [blocks && `${blocks} blocks`, width && `width ${width}`, patch && `patch ${patch}`].filter(Boolean);
  return sizes.length ? `${family} (${sizes.join(", ")})` : family;
}

function nameOf(plugin: unknown): string | null {
  if (typeof plugin === "string") return plugin;
  return isObject(plugin) && typeof plugin["name"] === "string" ? plugin["name"] : null;
}

/** What is trained, in the config's words: "adaptformer + bitfit", or "head only". */
function methodName(peft: unknown): string | null {
  if (!Array.isArray(peft)) return nameOf(peft);
  return peft.length === 0 ? "head only" : peft.map((part) => nameOf(part) ?? "?").join(" + ");
}

function datasetName(cell: CellResult): string {
  const dataset = cell.config["dataset"];
  const name = nameOf(dataset) ?? cell.provenance.dataset.name;
  const ratio = isObject(dataset) ? dataset["ratio"] : undefined;
  return typeof ratio === "number" && !name.includes("/") ? `${name}/${ratio}` : name;
}

/** What stands beside every number: backbone, method and data set, as the row or its first result says. */
export function namesOf(row: GridRow, cell: CellResult | undefined) {
  const clean = (text: string | null | undefined): string | null => (text ? cleanLine(text) : null);
  return {
    backbone: clean(row.backbone ?? backboneName(cell?.config["backbone"])),
    method: clean(row.method ?? methodName(cell?.config["peft"])),
    dataset: cell ? cleanLine(datasetName(cell)) : null,
  };
}
