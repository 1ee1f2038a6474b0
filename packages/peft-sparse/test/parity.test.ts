import { describePeftParity } from "@liftjs/testkit";
import { sparse } from "../src/index.js";

describePeftParity(sparse, new URL("./fixtures/", import.meta.url));
