import { describePeft } from "@liftjs/testkit";
import { dora } from "../src/index.js";

describePeft(dora, { bottleneck: 2 }, { count: ({ blocks, width }) => blocks * (4 * 2 * width + 3 * width) });
describePeft(dora, { bottleneck: 3, blocks: { last: 1 } });
