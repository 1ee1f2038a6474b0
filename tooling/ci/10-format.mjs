import { format } from "../lib/checks.mjs";

export const title = "format";
export const run = () => format();
