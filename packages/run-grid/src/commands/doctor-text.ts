import type { Diagnosis, NativeState } from "@liftjs/engine-native";
import type { Finding } from "../doctor/folder-state.js";
import { bytesText } from "./common.js";

const engineLine = (native: NativeState): string =>
  native.ready
    ? `native, TensorFlow ${native.tensorflow}${native.gpu ? ", GPU" : ", CPU"}`
    : `WebAssembly or plain JavaScript: the native engine cannot be used, ${native.reason}`;

/** Where the engine is, and whether it computes with our own operations. */
const nativeLines = ({ path, operations }: Extract<NativeState, { ready: true }>): [string, string][] => [
  ["", path],
  ["", operations.ready ? "with operations of our own" : `without operations of our own: ${operations.reason}`],
];

const orNone = (found: { readonly version: string } | null): string => found?.version ?? "none";

function facts(d: Diagnosis): [string, string][] {
  return [
    ["engine", engineLine(d.native)],
    ...(d.native.ready ? nativeLines(d.native) : []),
    ["node", `${d.node.version}${d.node.supported ? "" : ", too old: 20.9 or newer is needed"}`],
    ["machine", `${d.platform}, ${d.cores} cores, ${d.processor}`],
    ["memory", `${bytesText(d.memory.total)}, ${bytesText(d.memory.free)} free`],
    ["gpu", d.gpus.map(({ name }) => name).join(", ") || "none"],
    ["compiler", orNone(d.compiler)],
    ["python", `${orNone(d.python)}${d.python ? `, pip ${d.python.pip ?? "none"}` : ""}`],
    ...d.caches.map(({ path, bytes }, i): [string, string] => [i ? "" : "caches", `${path}  ${bytesText(bytes)}`]),
  ];
}

/** A diagnosis for people: a line for each fact, then what is missing, what it would give and how to get it. */
export function doctorText(diagnosis: Diagnosis): string {
  const lines = facts(diagnosis).map(([name, value]) => `${name.padEnd(9)} ${value}`);
  const missing = diagnosis.missing.map(({ what, gives, next }) => `missing: ${what} (${gives})\n  → ${next}`);
  return [...lines, "", ...(missing.length ? missing : ["nothing is missing"])].join("\n");
}

/** What is wrong in a grid's folder: a line for each finding and one for what follows. */
export function folderText(out: string, findings: readonly Finding[], mended: number): string {
  if (!findings.length) return `${out}: everything that is there is whole`;
  const lines = findings.map(({ kind, what, next }) => `${kind.padEnd(8)} ${what}\n  → ${next}`);
  const mendable = findings.filter(({ mend }) => mend).length;
  const end = mended ? [`mended ${mended}`] : mendable ? [`${mendable} can be mended: lift doctor ${out} --mend`] : [];
  return [...lines, ...end].join("\n");
}
