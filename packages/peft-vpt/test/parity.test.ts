import { describePeftParity } from "@liftjs/testkit";
import { vptDeep, vptShallow } from "../src/index.js";

describePeftParity(vptDeep, new URL("./fixtures/", import.meta.url));
describePeftParity(vptShallow, new URL("./fixtures/", import.meta.url));
