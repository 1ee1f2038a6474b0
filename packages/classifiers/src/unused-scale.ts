import { z } from "zod";

/** Configs write `scale` beside any classifier's name, so that only the name changes in a sweep; where a head has no σ it has no effect. */
export const unusedScale = z.number().positive().optional();
