import { LiftError, type SiteContext, type SiteHook } from "@liftjs/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { sameShape, showShape } from "./program-checks.js";
import { withoutTfjsRandom } from "./random-guard.js";

/** A hook and what it is run on. */
export interface HookRun {
  readonly plugin: string;
  readonly hook: SiteHook;
  readonly value: Tensor;
  readonly input: Tensor;
  /** Axis whose length the hook may change. */
  readonly freeAxis: number | undefined;
}

/** `plugin "lora" at site "blocks.0.attn.q" (value [2, 5, 16], input [2, 5, 16])` */
const nameOf = ({ plugin, hook, value, input }: HookRun): string =>
  `plugin "${plugin}" at site "${hook.site}" (value ${showShape(value.shape)}, input ${showShape(input.shape)})`;

/** The error with its place in front; code and details stay, the first error is the cause. */
function placed(run: HookRun, error: unknown): LiftError {
  const where = { plugin: run.plugin, site: run.hook.site };
  const known = LiftError.is(error);
  const message = error instanceof Error ? error.message : String(error);
  return new LiftError(
    known ? error.code : "SITE",
    `${nameOf(run)}: ${message}`,
    known ? { ...error.details, ...where } : where,
    {
      cause: error,
    },
  );
}

/** `[2, any, 16]` where axis 1 is free. */
const allowed = ({ value, freeAxis }: HookRun): string =>
  `[${value.shape.map((n, i) => (i === freeAxis ? "any" : n)).join(", ")}]`;

function checkResult(run: HookRun, result: Tensor | undefined): Tensor {
  const { value, freeAxis } = run;
  if (!result)
    throw new LiftError(
      "SITE",
      `${nameOf(run)} returned nothing; a hook returns the value that the model goes on with`,
    );
  const expected = value.shape.map((n, i) => (i === freeAxis ? (result.shape[i] ?? n) : n));
  if (sameShape(result.shape, expected) && result.dtype === value.dtype) return result;
  throw new LiftError(
    "SITE",
    `${nameOf(run)} returned ${result.dtype} ${showShape(result.shape)}; it may return ${value.dtype} ${allowed(run)}`,
    { plugin: run.plugin, site: run.hook.site },
  );
}

/**
 * Run one hook.
 * @returns what it returned, of the shape and type that it may return
 * @throws LiftError that names plugin, site and shapes, with the hook's own error as its cause
 */
export function runHook(run: HookRun, context: SiteContext): Tensor {
  const apply = (): Tensor | undefined => run.hook.apply(run.value, context);
  let result: Tensor | undefined;
  try {
    result = withoutTfjsRandom(apply);
  } catch (error) {
    throw placed(run, error);
  }
  return checkResult(run, result);
}
