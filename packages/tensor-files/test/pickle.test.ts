import { describe, expect, test } from "@jest/globals";
import { unpickle } from "../src/pickle/unpickle.js";
import { codeOf } from "./helpers/code-of.js";
import { plainRules as rules } from "./helpers/rules.js";

const run = (text: string) =>
  unpickle(
    Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
    rules,
  );

test("byte strings are what the rules say; as keys they are text", () => {
  const bytes = (text: string) =>
    unpickle(Buffer.from(text, "latin1"), { ...rules, byteString: (found) => Array.from(found) });
  expect(bytes("U\x02ab.")).toEqual([97, 98]);
  expect(bytes("}C\x01aK\x01s.")).toEqual(new Map([["a", 1]]));
});

test("what an allowed constructor made takes its state by the rules", () => {
  const states: unknown[] = [];
  const made = unpickle(Buffer.from("ca\nb\nK\x01\x85RK\x05b.", "latin1"), {
    ...rules,
    setState: (...pair) => void states.push(pair),
  });
  expect([made, states]).toEqual([[1], [[[1], 5]]]);
});

test("values of every protocol", () => {
  expect(run("I5\n.")).toBe(5);
  expect(run("I01\n.")).toBe(true);
  expect(run("L-12L\n.")).toBe(-12);
  expect(run("F1.5\n.")).toBe(1.5);
  expect(run("S'ab'\n.")).toBe("ab");
  expect(run("\x80\x02J\xff\xff\xff\xff.")).toBe(-1);
  expect(run("\x8a\x02\x00\x80.")).toBe(-32768);
  expect(run("\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.")).toBe(2n ** 64n);
  expect(run("G\x3f\xf8\x00\x00\x00\x00\x00\x00.")).toBe(1.5);
  expect(run("\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x02hi.")).toBe("hi");
  expect(run("(K\x01K\x02t.")).toEqual([1, 2]);
  expect(run("}(U\x01aK\x01U\x01bNu.")).toEqual(new Map<unknown, unknown>([["a", 1], ["b", null]])); // prettier-ignore
  expect(run("]q\x00K\x07ah\x00\x86.")).toEqual([[7], [7]]);
  expect(run("ca\nb\nK\x01\x85R.")).toEqual([1]);
  expect(run("\x8c\x01a\x8c\x01b\x93K\x02\x85R.")).toEqual([2]);
});

describe("damaged and hostile pickles are refused with FORMAT", () => {
  const cases: Record<string, string> = {
    "no end": "K\x01",
    "an empty stack": ".",
    "a pop beyond a mark": "K\x01(0.",
    "no mark": "K\x01t.",
    "an unknown value": "h\x05.",
    "a length beyond the end": "X\xff\xff\xff\x7fab.",
    "a line without end": "Ifoo",
    "no number": "Ifoo\n.",
    escapes: "S'\\x41'\n.",
    "a name that is not allowed": "cos\nsystem\n.",
    "a name by the stack": "\x8c\x02os\x8c\x06system\x93.",
    "a call of a text": "U\x02os)R.",
    "an opcode of extensions": "\x82\x01.",
    "old-style instances": "(ia\nb\n.",
    "a key without a value": "}(K\x01u.",
    "items of a number": "K\x01K\x02K\x03s.",
  };
  test.each(Object.keys(cases))("%s", async (name) => expect(await codeOf(() => run(cases[name]!))).toBe("FORMAT"));
});
