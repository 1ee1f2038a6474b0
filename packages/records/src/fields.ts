import { z } from "zod";

/** What a schema gives, not to be changed by whoever reads it. */
export type Plain<S extends z.ZodType> = DeepReadonly<z.output<S>>;
type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

export const finite = z.number().refine(Number.isFinite, "must be a finite number");
export const count = z.number().int().min(0);
/** A number in percent; null, never NaN, where there is nothing to average. */
export const percent = finite.nullable();

/** Something known by its name and by the hash of its content. */
export const fingerprintSchema = z.strictObject({ name: z.string(), sha256: z.string().nullable() });
export type Fingerprint = Plain<typeof fingerprintSchema>;

/** Facts in a sentence, or by name. */
export const facts = z.union([z.string(), z.record(z.string(), z.union([z.string(), finite, z.boolean(), z.null()]))]);
