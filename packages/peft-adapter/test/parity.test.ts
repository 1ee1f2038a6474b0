import { describePeftParity } from "@liftjs/testkit";
import { adapter } from "../src/index.js";

describePeftParity(adapter, new URL("./fixtures/", import.meta.url));
