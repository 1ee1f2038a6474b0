import { describePeftParity } from "@liftjs/testkit";
import { tunings } from "../src/index.js";

for (const tuning of tunings) describePeftParity(tuning, new URL("./fixtures/", import.meta.url));
