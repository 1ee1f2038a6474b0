import { parseOptions, type Tte } from "@liftjs/contracts";
import type { z } from "zod";

type Parts<O> = Pick<Tte<O>, "count" | "views"> & Partial<Pick<Tte<O>, "combine" | "warnings">>;

/** A way to look at test images from its name, its options' strict schema and what it does. Logits are averaged unless it says otherwise. */
export const defineTte = <S extends z.ZodType>(
  name: string,
  schema: S,
  parts: Parts<z.output<S>>,
): Tte<z.output<S>> => ({
  kind: "tte",
  name,
  parse: (raw) => parseOptions(schema, raw, `tte "${name}"`),
  combine: () => "logits",
  warnings: () => [],
  ...parts,
});
