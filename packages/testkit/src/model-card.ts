import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { sizeOf, type BackboneFamily, type ModelCard } from "@liftjs/contracts";
import { readWeights } from "@liftjs/weights";
import { describe, expect, test } from "./jest.js";

/**
 * What every named model must hold, for Jest: `describeModelCard(card, family)`.
 * Its family builds it from its options · its weights have a licence and a source · a file that a package ships is whole and is adopted.
 * @param family the family that the card names
 */
export function describeModelCard(card: ModelCard, family: BackboneFamily): void {
  const { weights } = card;
  const build = () => family.build(family.parse(card.options));

  describe(`model "${card.name}"`, () => {
    test("is built by its family from its options, which are plain data", () => {
      expect([card.kind, card.family]).toEqual(["model", family.name]);
      expect(JSON.parse(JSON.stringify(card.options))).toEqual(card.options);
      const { host, facts, parameters } = build();
      expect(host.family).toBe(family.name);
      expect(facts.resolution).toBeGreaterThan(0);
      expect(parameters.length).toBeGreaterThan(0);
    });

    test("says where its weights come from and under which licence", () => {
      expect(weights.license.length).toBeGreaterThan(1);
      expect(weights.file).toBe(basename(weights.file));
      expect(Boolean(weights.url ?? weights.via ?? weights.bundled ?? weights.note)).toBe(true);
      if (weights.bytes !== undefined) expect(weights.bytes).toBeGreaterThan(0);
      if (weights.sha256 !== undefined) expect(weights.sha256).toMatch(/^[0-9a-f]{64}$/);
    });

    test("a file that its package ships is the one that it names, and its family adopts it", async () => {
      for (const path of [weights.bundled, card.merges]) if (path !== undefined) expect(existsSync(path)).toBe(true);
      if (weights.bundled === undefined) return;
      if (weights.bytes !== undefined) expect(statSync(weights.bundled).size).toBe(weights.bytes);
      const digest = createHash("sha256").update(readFileSync(weights.bundled)).digest("hex");
      if (weights.sha256 !== undefined) expect(digest).toBe(weights.sha256);
      const model = build();
      const file = await readWeights(weights.bundled);
      const adopted = family.adopt(model, Object.fromEntries(file.names().map((name) => [name, file.read(name)])));
      for (const { name, shape } of model.parameters)
        expect([name, adopted[name]?.data.length]).toEqual([name, sizeOf(shape)]);
    });
  });
}
