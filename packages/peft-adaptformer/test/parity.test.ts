import { describePeftParity } from "@liftjs/testkit";
import { adaptFormer } from "../src/index.js";

describePeftParity(adaptFormer, new URL("./fixtures/", import.meta.url));
