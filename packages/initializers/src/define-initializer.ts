import { parseOptions, type Initializer, type InitializerContext } from "@liftjs/contracts";
import type { z } from "zod";
import { asHead, type Rows } from "./rows.js";

/** An initialiser from its name, its options' schema, what it needs and the function that makes the rows. */
export const defineInitializer = <S extends z.ZodType>(
  name: string,
  schema: S,
  needs: Initializer["needs"],
  make: (options: z.output<S>, context: InitializerContext, where: string) => Promise<Rows | null>,
): Initializer<z.output<S>> => {
  const where = `initializer "${name}"`;
  return {
    kind: "initializer",
    name,
    needs,
    parse: (raw) => parseOptions(schema, raw, where),
    rows: async (options, context) => {
      const rows = await make(options, context, where);
      return rows && asHead(rows, context.featureWidth, where);
    },
  };
};
