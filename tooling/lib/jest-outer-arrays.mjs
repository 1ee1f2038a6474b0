import { TestEnvironment } from "jest-environment-node";

/**
 * Node's own environment for tests, with the typed arrays of the process instead of the sandbox's: an addon makes its results of the
 * former, and onnxruntime's JavaScript asks for exactly those.
 */
export default class OuterArrays extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { Float32Array, Int32Array, BigInt64Array });
  }
}
