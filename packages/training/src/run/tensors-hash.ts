import { createHash } from "node:crypto";
import type { HostTensors } from "@liftjs/contracts";

/** A hash of names, shapes and values. */
export function tensorsHash(values: HostTensors): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(values).sort()) {
    const tensor = values[name];
    if (tensor) hash.update(`${name}\t${tensor.shape.join()}\n`).update(tensor.data);
  }
  return hash.digest("hex");
}
