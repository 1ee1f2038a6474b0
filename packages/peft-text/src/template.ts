import { z } from "zod";

/** The prompt of a class; `{}` is where its name goes. */
export const template = z
  .string()
  .includes("{}", { error: 'must hold "{}", where the class name goes' })
  .default("a photo of a {}.");
