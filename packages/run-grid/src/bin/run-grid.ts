#!/usr/bin/env node
import { conclude } from "../cli/guard.js";
import { main } from "../cli/run-grid-cli.js";

await conclude(main(process.argv.slice(2)));
