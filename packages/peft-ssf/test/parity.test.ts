import { describePeftParity } from "@liftjs/testkit";
import { ssf } from "../src/index.js";

describePeftParity(ssf, new URL("./fixtures/", import.meta.url));
