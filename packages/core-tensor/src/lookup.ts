import { LiftError } from "@liftjs/contracts";

/**
 * The value that a map holds under a name which was checked before: a miss is a mistake of ours.
 * @throws LiftError `ENGINE`
 */
export function held<V>(values: ReadonlyMap<string, V>, name: string): V {
  const value = values.get(name);
  if (value === undefined)
    throw new LiftError("ENGINE", `"${name}" was released, or never made; this is a fault in core-tensor`);
  return value;
}
