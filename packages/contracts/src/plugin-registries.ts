import { bind, createContainer, need, token, type Container } from "./container.js";
import { LiftError } from "./errors.js";
import { unknownName } from "./messages.js";
import type { Plugin, PluginByKind, PluginKind } from "./plugins.js";
import { Registry } from "./registry.js";

const kinds: readonly PluginKind[] = [
  "backbone",
  "model",
  "peft",
  "classifier",
  "loss",
  "initializer",
  "tte",
  "augmentation",
  "dataset",
  "executor",
];

const tokenOf = <K extends PluginKind>(kind: K) => token<Registry<PluginByKind[K]>>(`registry:${kind}`);

/** How a plugin that is not built in gets here. */
const FROM_OUTSIDE = "a plugin of your own is loaded by --plugin PACKAGE, FOLDER or FILE";

/** A container with an empty registry for every plugin kind. */
export function createPluginContainer(): Container {
  const c = createContainer();
  for (const kind of kinds) bind(c, tokenOf(kind), () => new Registry(kind, FROM_OUTSIDE));
  return c;
}

/** The plugins of one kind. */
export const pluginsOf = <K extends PluginKind>(c: Container, kind: K): Registry<PluginByKind[K]> =>
  need(c, tokenOf(kind));

/** Add a plugin to the registry of its kind. */
export function register(c: Container, ...plugins: readonly Plugin[]): void {
  for (const plugin of plugins) {
    if (!kinds.includes(plugin.kind))
      throw new LiftError("UNKNOWN_NAME", unknownName("plugin kind", plugin.kind, kinds));
    (pluginsOf(c, plugin.kind) as Registry<Plugin>).add(plugin);
  }
}
