import { LiftError } from "@liftjs/contracts";
import { createEngine, type Engine, type EngineName } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";

const known = new Map<EngineName, Promise<Engine | null>>();

async function make(name: EngineName): Promise<Engine | null> {
  try {
    return await createEngine(name);
  } catch (error) {
    if (LiftError.is(error) && error.code === "ENGINE") return null; // not on this machine
    throw error;
  }
}

/** Let tfjs use plain JavaScript, with gradients; call it in `beforeAll`. */
export async function usePlainJavaScript(): Promise<void> {
  await engineOf("cpu");
  await tf.setBackend("cpu");
}

/** An engine, made once for all suites, or null where this machine has it not; what tfjs used before is used again afterwards. */
export async function engineOf(name: EngineName): Promise<Engine | null> {
  const before = tf.getBackend() as string | undefined;
  const found = known.get(name) ?? make(name);
  known.set(name, found);
  const engine = await found;
  if (before) await tf.setBackend(before);
  return engine;
}

/** Plain JavaScript, which every machine has. */
export async function plainEngine(): Promise<Engine> {
  const engine = await engineOf("cpu");
  if (!engine) throw new LiftError("ENGINE", "plain JavaScript is not there");
  return engine;
}
