import * as tf from "@tensorflow/tfjs-core";

/** The tfjs operation that is running, as its caller knows it; tfjs names the scope of `einsum` `einsum__op`. */
export function callerName(): string {
  const scope = tf.engine().state.activeScope as { readonly name?: string } | undefined;
  return scope?.name?.replace(/_*op$/, "") || "an operation";
}
