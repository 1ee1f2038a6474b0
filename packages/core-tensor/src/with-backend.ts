import * as tf from "@tensorflow/tfjs-core";

/**
 * Run a synchronous function with a tfjs backend current, and put back the one before.
 * The backend has been initialised when its engine was made, so switching takes effect at once.
 */
export function withBackend<T>(name: string, f: () => T): T {
  const before = tf.getBackend();
  if (before === name) return f();
  void tf.setBackend(name);
  try {
    return f();
  } finally {
    void tf.setBackend(before);
  }
}
