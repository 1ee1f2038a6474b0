import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

/** tfjs's operations whose values are random numbers of its own, by the name of the scope that each opens. */
const RANDOM: ReadonlySet<string> = new Set(
  [
    "dropout",
    "multinomial",
    "rand",
    "randomGamma",
    "randomNormal",
    "randomStandardNormal",
    "randomUniform",
    "randomUniformInt",
    "truncatedNormal",
  ].map((operation) => `${operation}__op`),
);

function refuse(scope: string): never {
  const operation = scope.replace(/__op$/, "");
  throw new LiftError(
    "ENGINE",
    `tf.${operation} makes its random numbers once, when an entry is recorded, so every step would get the same ones; ` +
      "draw them with at.random (uniform, normal, bernoulli) in a hook, or with the third argument of an entry, on every engine",
    { operation },
  );
}

/**
 * Run a function in which tfjs's random operations are refused. They compute in JavaScript without a kernel, so the scope that every
 * tfjs operation opens is where they are seen; scopes are watched while the function runs only.
 * @throws LiftError `ENGINE` that names the operation
 */
export function withoutTfjsRandom<T>(f: () => T): T {
  const engine = tf.engine();
  const start = Object.getOwnPropertyDescriptor(engine, "startScope");
  if (start) return f(); // watched already
  const startScope = engine.startScope.bind(engine);
  engine.startScope = (name) => {
    if (name !== undefined && RANDOM.has(name)) refuse(name);
    startScope(name);
  };
  try {
    return f();
  } finally {
    Reflect.deleteProperty(engine, "startScope");
  }
}
