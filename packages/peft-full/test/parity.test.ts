import { describePeftParity } from "@liftjs/testkit";
import { full } from "../src/index.js";

describePeftParity(full, new URL("./fixtures/", import.meta.url));
