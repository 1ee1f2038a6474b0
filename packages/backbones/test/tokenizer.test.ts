import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { LiftError, type Tokenizer } from "@liftjs/contracts";
import { endPositions } from "@liftjs/core-tensor";
import { expectLiftError } from "@liftjs/testkit";
import fc from "fast-check";
import { cleanText } from "../src/tokenizer/clean.js";
import { createTokenizer, openTokenizer, readMerges } from "../src/index.js";
import { randomText } from "./random-texts.js";

interface Fixture {
  readonly small: {
    readonly merges: string[];
    readonly texts: string[];
    readonly tokens: number[][];
    readonly randoms: number[][];
  };
  /** Numbers of random texts in which ftfy guesses a wrong encoding. */
  readonly guessed: number[];
  /** Numbers of random texts with characters that Unicode has not settled. */
  readonly unassigned: number[];
  /** Of every hundred texts. */
  readonly digests: Readonly<Record<string, string[]>>;
}

const fixture = JSON.parse(readFileSync(new URL("./fixtures/tokens.json", import.meta.url), "utf8")) as Fixture;
const skipped = new Set([...fixture.guessed, ...fixture.unassigned]);

/** The first `count` that are not skipped. */
function randomTexts(count: number): string[] {
  const texts: string[] = [];
  for (let number = 0; texts.length < count; number++) if (!skipped.has(number)) texts.push(randomText(number));
  return texts;
}
const vocabulary = 514 + fixture.small.merges.length;

describe("with the first 2,000 merges", () => {
  const tokenizer = createTokenizer({ merges: fixture.small.merges, vocabulary, contextLength: 400 });
  const encode = (text: string): number[] => {
    const row = tokenizer.encode(text);
    return [...row.slice(1, row.indexOf(vocabulary - 1))];
  };

  test("the 80 templates have OpenCLIP's tokens", () =>
    expect(fixture.small.texts.map(encode)).toEqual(fixture.small.tokens));

  test("hundreds of random texts have OpenCLIP's tokens", () => {
    const wrong = randomTexts(400).flatMap((text, i) =>
      String(encode(text)) === String(fixture.small.randoms[i]) ? [] : [[text, encode(text), fixture.small.randoms[i]]],
    );
    expect(wrong).toEqual([]);
  });
});

const data = process.env["LIFT_DATA_DIR"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const there = existsSync(`${data}/clip`) && existsSync(`${data}/lists`);
if (!there) console.info(`not tested with all merges: there is no clip/ and lists/ in ${data}; set LIFT_DATA_DIR`);

(there ? describe : describe.skip)("with all merges", () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await openTokenizer({ folders: ["nowhere", data], vocabulary: 49408, contextLength: 77 });
  });

  const digests = (texts: readonly string[]): string[] =>
    Array.from({ length: Math.ceil(texts.length / 100) }, (_, i) => {
      const hash = createHash("sha256");
      for (const text of texts.slice(i * 100, (i + 1) * 100))
        hash.update(new Uint8Array(tokenizer.encode(text, { truncate: true }).buffer));
      return hash.digest("hex").slice(0, 16);
    });
  const names = (file: string): string[] =>
    readFileSync(`${data}/lists/${file}`, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => line.slice(line.indexOf(" ") + 1));

  test("every class name of ImageNet-LT, Places-LT and iNaturalist 2018", () => {
    const categories = JSON.parse(gunzipSync(readFileSync(`${data}/lists/inat2018-categories.json.gz`)).toString()) as {
      name: string;
    }[];
    expect(digests(names("imagenet-lt-classnames.txt"))).toEqual(fixture.digests["imagenet"]);
    expect(digests(names("places-lt-classnames.txt"))).toEqual(fixture.digests["places"]);
    expect(digests(categories.map(({ name }) => name))).toEqual(fixture.digests["inaturalist"]);
  });

  test("the 80 templates", () => expect(digests(fixture.small.texts)).toEqual(fixture.digests["templates"]));

  test("ten thousand random texts; beside them, ftfy guesses a wrong encoding in one of a hundred", () => {
    expect(fixture.guessed.length).toBeLessThan(150);
    expect(digests(randomTexts(10_000))).toEqual(fixture.digests["randoms"]);
  });

  test("marks, padding and end positions", () => {
    const row = tokenizer.encode("a photo of a cat.");
    expect([...row.slice(0, 9)]).toEqual([49406, 320, 1125, 539, 320, 2368, 269, 49407, 0]);
    expect([...endPositions(Int32Array.from([...row, ...tokenizer.encode("")]), 77)]).toEqual([7, 1]);
  });
});

test("any text at all becomes a row between its marks", () => {
  const tokenizer = createTokenizer({ merges: fixture.small.merges, vocabulary, contextLength: 20 });
  const anything = fc.string({
    unit: fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom("&amp;", "&#0;", "&LT;", "<", "\u001b[1m", "’"),
    ),
  });
  fc.assert(
    fc.property(anything, (text) => {
      const row = tokenizer.encode(text, { truncate: true });
      const [end] = endPositions(row, 20);
      expect([row.length, row[0], row[end!]]).toEqual([20, vocabulary - 2, vocabulary - 1]);
      expect(row.every((id, i) => (i <= end! ? id < vocabulary : id === 0))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("entities escaped thousands of times over are undone", () => {
  expect(cleanText(`&${"amp;".repeat(5000)}lt;B&gt;`)).toBe("<b>");
});

describe("limits", () => {
  const bytes = createTokenizer({ merges: [], vocabulary: 514, contextLength: 6 });

  test("a vocabulary of 514 reads bytes", () => expect([...bytes.encode("Ab c")]).toEqual([512, 64, 321, 322, 513, 0]));

  test("a text that is too long is an error unless it may be cut", () => {
    expect(expectLiftError("DATA", () => bytes.encode("abcdef"))).toContain("6 tokens does not fit into 4");
    expect([...bytes.encode("abcdef", { truncate: true })]).toEqual([512, 64, 65, 66, 67, 513]);
  });

  test("too few merges", () =>
    expect(
      expectLiftError("DATA", () => createTokenizer({ merges: ["a b"], vocabulary: 600, contextLength: 9 })),
    ).toContain("needs 86 merges, the file has 1"));

  test("merges that are nowhere, no pairs, or no gzip", async () => {
    const folder = await mkdtemp(join(tmpdir(), "merges-"));
    const file = join(folder, "bpe_simple_vocab_16e6.txt.gz");
    const refused = async (run: () => Promise<unknown>): Promise<string> =>
      run().then(
        () => "nothing thrown",
        (error: unknown) => (LiftError.is(error) ? `${error.code} ${error.message}` : String(error)),
      );
    expect(await refused(() => openTokenizer({ folders: [folder], vocabulary: 600, contextLength: 9 }))).toContain(
      `DATA CLIP's merges are in none of: ${file}`,
    );
    await writeFile(file, gzipSync("heading\na b\nabc\n"));
    expect(await refused(() => readMerges(file))).toContain("FORMAT");
    await writeFile(file, gzipSync("heading\na b\n").subarray(0, 20));
    expect(await refused(() => readMerges(file))).toContain("no sound gzip file");
    await writeFile(file, "heading\na b\n");
    expect(await readMerges(file)).toEqual(["a b"]);
  });
});
