#!/usr/bin/env node
import { conclude } from "../cli/guard.js";
import { main } from "../cli/lift-cli.js";

await conclude(main(process.argv.slice(2)));
