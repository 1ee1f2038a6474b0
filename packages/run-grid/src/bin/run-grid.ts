#!/usr/bin/env node
import { main } from "../cli/run-grid-cli.js";

process.exitCode = await main(process.argv.slice(2));
