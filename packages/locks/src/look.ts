import { closeSync, openSync, readFileSync } from "node:fs";
import { isGone, parseHolder, type Holder } from "./holder.js";
import { tryKernelLock } from "./kernel.js";

/** What a lock's file means: nobody has it, somebody has, or its holder ended without removing it. */
export interface LockState {
  readonly state: "free" | "held" | "left";
  readonly holder: Holder | null;
}

function kernelHolds(path: string): boolean {
  const descriptor = openSync(path, "r+");
  try {
    return !tryKernelLock(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Look at a lock without taking it. */
export function lookAtLock(path: string): LockState {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { state: "free", holder: null };
  }
  const holder = parseHolder(text);
  if (holder?.by === "file") return { state: isGone(holder) ? "left" : "held", holder };
  try {
    return { state: kernelHolds(path) ? "held" : "left", holder };
  } catch {
    return { state: holder && isGone(holder) ? "left" : "held", holder };
  }
}
