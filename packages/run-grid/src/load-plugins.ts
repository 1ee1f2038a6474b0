import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createPluginContainer, LiftError, register, type Container, type Plugin } from "@liftjs/contracts";
import { builtInPlugins } from "./built-in.js";
import { locatePlugin } from "./find-plugin.js";
import type { GridDefinition } from "@liftjs/grid";

/** TypeScript is understood on every supported Node. */
async function importCode(url: string): Promise<Record<string, unknown>> {
  if (!/\.[cm]?ts$/.test(url)) return (await import(url)) as Record<string, unknown>;
  const { tsImport } = await import("tsx/esm/api");
  return (await tsImport(url, import.meta.url)) as Record<string, unknown>;
}

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === "object" && value !== null && "kind" in value && "name" in value;

/** The plugins that a module exports: every exported value with a `kind` and a `name`, or a list `plugins`. */
export async function importPlugins(specifier: string): Promise<Plugin[]> {
  let module: Record<string, unknown>;
  try {
    module = await importCode(locatePlugin(specifier));
  } catch (cause) {
    if (LiftError.is(cause)) throw cause;
    throw new LiftError(
      "UNKNOWN_NAME",
      `cannot import plugin "${specifier}": ${(cause as Error).message}; name a package that is installed in this folder, a folder, or a .js or .ts file`,
      {},
      { cause },
    );
  }
  const listed = Array.isArray(module["plugins"]) ? (module["plugins"] as unknown[]) : Object.values(module);
  const found = [...new Set(listed.filter(isPlugin))];
  if (!found.length)
    throw new LiftError(
      "UNKNOWN_NAME",
      `"${specifier}" exports no plugin; export a value with kind and name, or a list called plugins`,
    );
  return found;
}

/** A file that does not parse, or imports what is not there, is the writer's to mend: one line says where. Other faults keep their trace. */
function unreadable(file: string, cause: unknown): unknown {
  if (LiftError.is(cause) || typeof cause !== "object" || cause === null) return cause;
  const { name = "", message = "", code = "" } = cause as { name?: string; message?: string; code?: string };
  const parses = name !== "SyntaxError" && !message.startsWith("Transform failed");
  if (parses && !/MODULE_NOT_FOUND|PACKAGE_PATH_NOT_EXPORTED/.test(code)) return cause;
  const where = message.split("\n").find((line) => line.trim() !== "" && !line.startsWith("Transform failed"));
  return new LiftError("OPTIONS", `cannot read the grid "${file}": ${where?.trim() ?? message}`, {}, { cause });
}

/** Read a grid file. TypeScript is understood on every supported Node. @throws LiftError `OPTIONS` when it exports no grid */
export async function importGrid(file: string): Promise<GridDefinition> {
  const { tsImport } = await import("tsx/esm/api");
  const module = (await tsImport(pathToFileURL(resolve(file)).href, import.meta.url).catch((cause: unknown) => {
    throw unreadable(file, cause);
  })) as { default?: GridDefinition & { default?: GridDefinition } };
  const grid = module.default?.default ?? module.default;
  if (typeof grid?.cells !== "function")
    throw new LiftError(
      "OPTIONS",
      `"${file}" has no grid as its default export; write export default defineGrid({ title, base, cells(add) { … } })`,
    );
  return grid;
}

/** A container with our own plugins, those of the named packages, and those of a grid's file. */
export async function containerFor(specifiers: readonly string[], gridFile: string | null): Promise<Container> {
  const container = createPluginContainer();
  register(container, ...builtInPlugins);
  for (const specifier of specifiers) register(container, ...(await importPlugins(specifier)));
  if (gridFile) register(container, ...((await importGrid(gridFile)).plugins ?? []));
  return container;
}
