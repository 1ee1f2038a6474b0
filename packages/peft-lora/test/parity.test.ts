import { describePeftParity } from "@liftjs/testkit";
import { lora, loraMlp } from "../src/index.js";

describePeftParity(lora, new URL("./fixtures/", import.meta.url));
describePeftParity(loraMlp, new URL("./fixtures/", import.meta.url));
