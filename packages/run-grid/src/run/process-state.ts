import { readFileSync } from "node:fs";

const telling = /^(State|VmRSS|Threads):\s*(.*)$/;

/** What the system says of a process in a few words: whether it computes, waits or is stopped, and its memory. Null where it says nothing. */
export function processState(pid: number | undefined): string | null {
  try {
    const lines = readFileSync(`/proc/${pid}/status`, "utf8").split("\n");
    const found = lines.flatMap((line) => {
      const [, name, value] = telling.exec(line) ?? [];
      return name && value ? [`${name} ${value}`] : [];
    });
    return found.join(", ") || null;
  } catch {
    return null; // only Linux has such files
  }
}
