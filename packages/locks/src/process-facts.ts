import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** When a process began, in ticks since the machine did; with its number it names one process. Null where the system does not say. */
export function startOf(pid: number): string | null {
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is the program's name in parentheses, which may hold anything.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** What tells this machine, since it was started, and this container from others. */
export interface Place {
  readonly host: string;
  /** Null where the system does not say. */
  readonly boot: string | null;
  /** Process numbers mean something within one only: in containers every program is process 1. */
  readonly namespace: string | null;
}

export const here = (): Place => ({
  host: hostname(),
  boot: orNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
  namespace: orNull(() => readlinkSync("/proc/self/ns/pid")),
});

/** Whether a process of that number runs here; one of another user does too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
