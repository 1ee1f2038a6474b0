import { describePeftParity } from "@liftjs/testkit";
import { bitFit, layerNormTuning } from "../src/index.js";

describePeftParity(bitFit, new URL("./fixtures/", import.meta.url));
describePeftParity(layerNormTuning, new URL("./fixtures/", import.meta.url));
