import { z } from "zod";
import { defineInitializer } from "./define-initializer.js";

/** The classifier's own random start. */
export const random = defineInitializer("random", z.strictObject({}), { head: false }, async () => null);
