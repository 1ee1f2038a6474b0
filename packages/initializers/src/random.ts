import { z } from "zod";
import { defineInitializer } from "@liftjs/contracts";

/** The classifier's own random start. */
export const random = defineInitializer("random", z.strictObject({}), { head: false }, async () => null);
