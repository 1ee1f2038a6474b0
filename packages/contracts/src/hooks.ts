import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/**
 * Random tensors for a hook: a function of seed, step, plugin and site, so that they are new in every step, the same on every engine,
 * and what they were before where a training goes on after an interruption. `tf.dropout`, `tf.randomUniform` and their kin are refused
 * in hooks, since a recorded graph would hold one draw of theirs for ever.
 *
 * Where the first axis of a shape is that of the value at the site, its rows belong to samples: a batch that is taken in parts draws
 * what it would draw as a whole. At `weights.*` and `text.*` sites, which have no axis of samples, all parts draw the same.
 */
export interface SiteRandom {
  /** `low ≤ x < high`, multiples of `(high − low)/2²⁴`, rounded to float32. @throws LiftError `OPTIONS` unless low ≤ high */
  uniform(shape: readonly number[], low?: number, high?: number): Tensor;
  /** Normal. @throws LiftError `OPTIONS` unless std ≥ 0 */
  normal(shape: readonly number[], mean?: number, std?: number): Tensor;
  /** 1 with this probability, else 0, as float32. @throws LiftError `OPTIONS` unless it is within 0 … 1 */
  bernoulli(shape: readonly number[], probability: number): Tensor;
}

/** What a hook is given besides the value. */
export interface SiteContext {
  /** What went into the operation whose output the value is; the value itself where there is no such thing. */
  readonly input: Tensor;
  /** A parameter that the plugin declared, by its own name. */
  own(name: string): Tensor;
  /** A parameter of the model, after `weights.*` hooks. */
  parameter(name: string): Tensor;
  /** True in steps that train, false in evaluation. */
  readonly training: boolean;
  /**
   * Random tensors; draw only where `training` is true.
   * @throws LiftError `ENGINE` on a draw in a pass that is given no random numbers, as evaluation is not
   */
  readonly random: SiteRandom;
  /** Share of the training's steps that are done, 0 at the first; a constant 1 in a pass that is not told, as evaluation is not. */
  readonly progress: Scalar;
  /**
   * The value at a site that the pass has been at, after that site's hooks.
   * @throws LiftError `SITE` where the hook does not declare the site in `needs`, or where the pass comes to it later
   */
  earlier(site: string): Tensor;
  /**
   * Set a running statistic: a parameter of the plugin's own that is declared with `update: true`. It takes the new value when the step
   * is done, so `own(name)` stays what it was until then. Once per name and step; without effect in evaluation.
   * @throws LiftError `SHAPE` when the value is not of the parameter's shape
   */
  update(name: string, value: Tensor): void;
}

/** A function at a site: takes the value, returns what the model goes on with. */
export interface SiteHook {
  readonly site: string;
  /** Earlier sites whose values it asks for with `at.earlier`; no others are kept. */
  readonly needs?: readonly string[];
  /** @returns float32 in the value's shape; at `blocks.i.tokens`, `.attn.keys` and `.attn.values` the length of axis 1 is free */
  apply(value: Tensor, at: SiteContext): Tensor;
}

/** What a model's forward pass asks for as it goes. */
export interface Scope {
  parameter(name: string): Tensor;
  /** Whether any hook is attached or asks for the value, so that a model can keep its fused path where none does. */
  hooked(site: string): boolean;
  /**
   * Run the hooks of a site, one after the other.
   * @param input    what went into the operation whose output the value is
   * @param freeAxis axis whose length a hook may change; without it a hook must keep the shape
   * @throws LiftError that names plugin, site and shapes when a hook throws or returns what it may not
   */
  at(site: string, value: Tensor, input?: Tensor, freeAxis?: number): Tensor;
  readonly training: boolean;
}
