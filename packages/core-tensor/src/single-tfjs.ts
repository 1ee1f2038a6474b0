import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

const KEY = Symbol.for("@liftjs/tfjs-core");
interface Copy {
  readonly version: string;
  readonly module: unknown;
}
const shared = globalThis as typeof globalThis & { [KEY]?: Copy };

/**
 * Refuse to go on with two copies of tfjs-core in one process: backends and kernels that one copy registers are unknown to the other.
 * @throws LiftError `ENGINE` with both versions
 */
export function requireSingleTfjs(copy: { readonly Tensor: unknown; readonly version_core: string } = tf): void {
  const first: Copy = shared[KEY] ?? { version: copy.version_core, module: copy.Tensor };
  shared[KEY] = first;
  if (first.module === copy.Tensor) return;
  throw new LiftError(
    "ENGINE",
    `two copies of @tensorflow/tfjs-core are loaded (${first.version} and ${copy.version_core}), so tensors of one are strange to the other; ` +
      "keep one: npm ls @tensorflow/tfjs-core shows who brings which, and npm dedupe or a pinned version removes one",
    { versions: [first.version, copy.version_core] },
  );
}
