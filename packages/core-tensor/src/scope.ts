import { LiftError, type Scope, type SiteContext, type SiteHook, type TensorMap } from "@liftjs/contracts";
import { scalar, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { sameShape, showShape } from "./program-checks.js";
import { noRandom, type EntryRandom } from "./random-draws.js";
import { runHook } from "./run-hook.js";

/** One plugin's part in a forward pass: its hooks and the values of the parameters that it declared. */
export interface AttachedHooks {
  /** Whose it is, for messages; its random numbers are named by it. */
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
  /** The entry's random numbers, where hooks may draw; each plugin has its own at each of its sites. */
  readonly random?: EntryRandom;
  /** Share of the training's steps that are done, 0 … 1. Without it hooks see a constant 1: nothing of the training is left. */
  readonly progress?: Scalar;
  /** Takes a new value of a plugin's running statistic, for the entry to write into its state; without it they stay as they are. */
  readonly update?: (plugin: string, name: string, value: Tensor) => void;
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

/** Sites whose values some hook asks for later. */
const neededBy = (attachments: readonly AttachedHooks[]): Set<string> =>
  new Set(attachments.flatMap(({ hooks }) => hooks.flatMap(({ needs = [] }) => needs)));

function need(values: TensorMap, name: string, whose: string): Tensor {
  const found = values[name];
  if (!found)
    throw new LiftError(
      "WEIGHTS",
      `${whose} has no parameter "${name}"; it has: ${Object.keys(values).sort().join(", ") || "none"}`,
    );
  return found;
}

/** Whether values at a site have no axis of samples first. */
const withoutSamples = (site: string): boolean => site.startsWith("weights.") || site.startsWith("text.");

/** What a pass hands to its hooks. */
class Pass implements Scope {
  readonly training: boolean;
  readonly #sites: ReadonlyMap<string, readonly Attached[]>;
  readonly #needed: ReadonlySet<string>;
  readonly #seen = new Map<string, Tensor>();
  readonly #replaced = new Map<string, Tensor>();
  readonly #open = new Set<string>();
  readonly #random: EntryRandom;

  constructor(readonly options: ScopeOptions) {
    const { attachments = [], training = false } = options;
    this.training = training;
    this.#sites = bySite(attachments);
    this.#needed = neededBy(attachments);
    this.#random = options.random ?? noRandom("this pass is given none");
  }

  readonly hooked = (site: string): boolean => this.#sites.has(site) || this.#needed.has(site);

  readonly at = (site: string, value: Tensor, input: Tensor = value, freeAxis?: number): Tensor => {
    let now = value;
    for (const attached of this.#sites.get(site) ?? []) {
      const { hook, plugin } = attached;
      const context = this.#context(attached, now, input);
      now = runHook({ plugin: plugin.name, hook, value: now, input, freeAxis }, context);
    }
    if (this.#needed.has(site)) this.#seen.set(site, now);
    return now;
  };

  readonly parameter = (name: string): Tensor => {
    const value = need(this.options.parameters, name, "the model");
    if (!this.hooked(`weights.${name}`)) return value;
    const known = this.#replaced.get(name);
    if (known && !known.isDisposed) return known; // a hook's own tidy may have ended its life
    const made = this.#replace(name, value);
    this.#replaced.set(name, made);
    return made;
  };

  #replace(name: string, value: Tensor): Tensor {
    if (this.#open.has(name))
      throw new LiftError(
        "SITE",
        `the hook at "weights.${name}" asks for "${name}", which it is replacing; its first argument is that value`,
      );
    this.#open.add(name);
    try {
      return this.at(`weights.${name}`, value);
    } finally {
      this.#open.delete(name);
    }
  }

  #context({ hook, plugin }: Attached, value: Tensor, input: Tensor): SiteContext {
    const { site } = hook;
    const { options } = this;
    const own = (name: string): Tensor => need(plugin.own, name, `plugin "${plugin.name}"`);
    return {
      input,
      training: this.training,
      own,
      parameter: this.parameter,
      random: this.#random.at([plugin.name, site], withoutSamples(site) ? undefined : value.shape[0]),
      get progress() {
        return options.progress ?? scalar(1);
      },
      earlier: (asked) => this.#earlier(asked, hook),
      update: (name, next) => {
        const { shape } = own(name);
        if (!sameShape(next.shape, shape))
          throw new LiftError(
            "SHAPE",
            `parameter "${name}" is ${showShape(shape)}; the update is ${showShape(next.shape)}`,
          );
        options.update?.(plugin.name, name, next);
      },
    };
  }

  #earlier(asked: string, { site, needs = [] }: SiteHook): Tensor {
    if (!needs.includes(asked))
      throw new LiftError("SITE", `the value at "${asked}" was not kept; declare it in the hook: needs: ["${asked}"]`);
    const value = this.#seen.get(asked);
    if (value && !value.isDisposed) return value;
    throw new LiftError(
      "SITE",
      value
        ? `the value at "${asked}" has been disposed by the model or a hook behind it`
        : `the pass comes to "${asked}" after "${site}", or not at all; ask for it at a later site`,
    );
  }
}

/**
 * A scope for ONE forward pass: hands out values, runs the hooks of every site in the order of the attachments, and replaces
 * parameters by their `weights.<name>` hooks, each computed once. Make a new one for every pass: what it remembers belongs to the
 * caller's `tf.tidy`.
 * @throws LiftError `WEIGHTS` on a parameter without a value, `SITE` on a `weights.*` hook that asks for what it is replacing;
 *   what a hook throws is named by plugin, site and shapes
 */
export const createScope = (options: ScopeOptions): Scope => new Pass(options);
