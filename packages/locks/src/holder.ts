import { basename } from "node:path";
import { z } from "zod";
import { here, isAlive, startOf } from "./process-facts.js";

const holderSchema = z.object({
  /** What keeps others out: the kernel, or the file's being there. */
  by: z.enum(["kernel", "file"]),
  pid: z.number().int(),
  host: z.string(),
  boot: z.string().nullable(),
  namespace: z.string().nullable(),
  /** When the process began, in the system's own count. */
  start: z.string().nullable(),
  /** When the lock was taken, as an ISO time. */
  since: z.string(),
  command: z.string(),
});

/** Who holds a lock, as the lock's file says. */
export type Holder = z.output<typeof holderSchema>;

/** The command line without passwords in addresses. */
const commandLine = (): string =>
  [basename(process.argv[1] ?? "node"), ...process.argv.slice(2)]
    .join(" ")
    .replaceAll(/:\/\/[^/@\s]*@/g, "://…@")
    .slice(0, 200);

export const thisProcess = (by: Holder["by"]): Holder => ({
  by,
  pid: process.pid,
  ...here(),
  start: startOf(process.pid),
  since: new Date().toISOString(),
  command: commandLine(),
});

/** The holder that a text names; earlier versions wrote the number of a process alone. Null where nobody is named. */
export function parseHolder(text: string): Holder | null {
  if (/^\d+$/.test(text.trim()))
    return { by: "file", pid: Number(text), ...here(), start: null, since: "", command: "" };
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null; // cut off by a kill
  }
}

/** Whether the process that a file names is surely gone. Where it cannot be seen from here, it is not. */
export function isGone({ pid, host, boot, namespace, start }: Holder): boolean {
  const now = here();
  if (host !== now.host || namespace !== now.namespace) return false;
  if (boot !== now.boot) return true;
  return !isAlive(pid) || (start !== null && start !== startOf(pid));
}

/** `process 12 on node-3 since 10:20, "run-grid ablations.ts"` */
export function describeHolder(holder: Holder | null): string {
  if (!holder) return "a process that has not said who it is";
  const { pid, host, since, command } = holder;
  return `process ${pid} on ${host}${since && ` since ${since}`}${command && `, "${command}"`}`;
}
