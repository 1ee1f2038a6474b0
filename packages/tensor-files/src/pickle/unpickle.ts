import { ByteReader } from "./byte-reader.js";
import { operations } from "./operations.js";
import { PickleStack } from "./stack.js";
import { refusePickle, type PickleRules, type PickleValue } from "./values.js";

/** Files of weights and of CIFAR stay far below. */
const MAX_OPERATIONS = 4_000_000;
/** Lists, dictionaries, calls and copied entries; an empty dictionary takes 200 bytes. */
const MAX_OBJECTS = 1_000_000;
const STOP = 46;

/** Counts what a pickle makes. */
function budget(): (objects: number) => void {
  let spent = 0;
  return (objects) => {
    spent += objects;
    if (spent > MAX_OBJECTS) refusePickle(`it makes more than ${MAX_OBJECTS} objects`);
  };
}

/**
 * The value of a pickle, protocols 0 to 5, by an allow-list: names outside of `rules` are refused, and those inside are
 * handed to `rules.call`, never looked up or executed.
 * At most 4,000,000 operations and 1,000,000 objects, so that beside its own bytes a pickle takes less than 512 MB.
 * @throws LiftError `FORMAT` when it is damaged, too large, or names something that is not allowed
 */
export function unpickle(content: Uint8Array, rules: PickleRules): PickleValue {
  if (content.byteLength > rules.maxBytes)
    refusePickle(`it has ${content.byteLength} bytes; ${rules.maxBytes} are allowed`);
  const state = { stack: new PickleStack(), bytes: new ByteReader(content), rules, spend: budget() };
  for (let done = 0; done < MAX_OPERATIONS; done++) {
    const code = state.bytes.uint8();
    if (code === STOP) return state.stack.pop();
    const run = operations.get(code);
    if (!run) return refusePickle(`it has the opcode 0x${code.toString(16)}, which no tensor needs`);
    run(state);
  }
  return refusePickle(`it has more than ${MAX_OPERATIONS} operations`);
}
