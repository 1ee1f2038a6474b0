import { LiftError, type Scope, type SiteContext, type SiteHook, type TensorMap } from "@liftjs/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";

/** One plugin's part in a forward pass: its hooks and the values of the parameters that it declared. */
export interface AttachedHooks {
  /** Whose it is, for messages. */
  readonly name: string;
  readonly hooks: readonly SiteHook[];
  /** Values by the plugin's own names. */
  readonly own: TensorMap;
}

export interface ScopeOptions {
  /** The model's own values by name. */
  readonly parameters: TensorMap;
  /** Plugins in the order in which their hooks apply where several share a site. */
  readonly attachments?: readonly AttachedHooks[];
  readonly training?: boolean;
}

interface Attached {
  readonly hook: SiteHook;
  readonly plugin: AttachedHooks;
}

function bySite(attachments: readonly AttachedHooks[]): Map<string, Attached[]> {
  const sites = new Map<string, Attached[]>();
  for (const plugin of attachments) {
    for (const hook of plugin.hooks) sites.set(hook.site, [...(sites.get(hook.site) ?? []), { hook, plugin }]);
  }
  return sites;
}

function need(values: TensorMap, name: string, whose: string): Tensor {
  const found = values[name];
  if (!found)
    throw new LiftError(
      "WEIGHTS",
      `${whose} has no parameter "${name}"; it has: ${Object.keys(values).sort().join(", ") || "none"}`,
    );
  return found;
}

/**
 * A scope for ONE forward pass: hands out values, runs the hooks of every site in the order of the attachments, and replaces
 * parameters by their `weights.<name>` hooks, each computed once. Make a new one for every pass: what it remembers belongs to the
 * caller's `tf.tidy`.
 * @throws LiftError `WEIGHTS` on a parameter without a value, `SITE` on a `weights.*` hook that asks for what it is replacing
 */
export function createScope({ parameters, attachments = [], training = false }: ScopeOptions): Scope {
  const sites = bySite(attachments);
  const replaced = new Map<string, Tensor>();
  const open = new Set<string>();

  const at = (site: string, value: Tensor, input: Tensor = value): Tensor =>
    (sites.get(site) ?? []).reduce((now, { hook, plugin }) => hook.apply(now, contextOf(plugin, input)), value);

  const contextOf = (plugin: AttachedHooks, input: Tensor): SiteContext => ({
    input,
    training,
    own: (name) => need(plugin.own, name, `plugin "${plugin.name}"`),
    parameter,
  });

  const replace = (name: string, value: Tensor): Tensor => {
    if (open.has(name))
      throw new LiftError(
        "SITE",
        `the hook at "weights.${name}" asks for "${name}", which it is replacing; its first argument is that value`,
      );
    open.add(name);
    try {
      return at(`weights.${name}`, value);
    } finally {
      open.delete(name);
    }
  };

  function parameter(name: string): Tensor {
    const value = need(parameters, name, "the model");
    if (!sites.has(`weights.${name}`)) return value;
    const known = replaced.get(name);
    if (known && !known.isDisposed) return known; // a hook's own tidy may have ended its life
    const made = replace(name, value);
    replaced.set(name, made);
    return made;
  }

  return { parameter, hooked: (site) => sites.has(site), at, training };
}
