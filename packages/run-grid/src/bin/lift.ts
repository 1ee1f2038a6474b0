#!/usr/bin/env node
import { main } from "../cli/lift-cli.js";

process.exitCode = await main(process.argv.slice(2));
