#!/usr/bin/env node
import { conclude } from "@liftjs/run-grid";
import { main } from "../main.js";

await conclude(main(process.argv.slice(2)));
