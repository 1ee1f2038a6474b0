import { indexState } from "../program-checks.js";
import type { ProgramDefinition } from "../program.js";
import { withBackend } from "../with-backend.js";
import type { GraphBackend } from "./graph-backend.js";
import { GraphRecorder } from "./graph-recorder.js";
import { keepHalf } from "./keep-half.js";
import { recordState, type StateNodes } from "./graph-state.js";
import { recordEntry, type RecordedEntry } from "./record-entry.js";

/** A Program's graph and where its state, inputs and outputs are in it. */
export interface RecordedProgram {
  readonly recorder: GraphRecorder;
  readonly state: ReadonlyMap<string, StateNodes>;
  readonly entries: ReadonlyMap<string, RecordedEntry>;
}

/** Record every entry of a Program into one graph. Nothing is computed. */
export function recordProgram(backend: GraphBackend, definition: ProgramDefinition): RecordedProgram {
  const specs = indexState(definition);
  const recorder = new GraphRecorder();
  const state = new Map(definition.state.map((spec, i) => [spec.name, recordState(recorder, spec, i)]));
  const halfProducts = definition.precision === "bfloat16";
  const entries = new Map<string, RecordedEntry>();
  withBackend("graph", () => {
    Object.entries(definition.entries).forEach(([entry, run], i) => {
      entries.set(entry, recordEntry(backend, { entry, recorder, halfProducts }, i, run, specs, state));
    });
  });
  if (halfProducts) keepHalf(recorder);
  return { recorder, state, entries };
}
