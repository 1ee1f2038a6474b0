import { node } from "../lib/steps.mjs";

/** A report's page, opened in headless Chromium: what is drawn is what was recorded. */
export const title = "report page";
export const needs = { chromium: "chromium" };
export const run = () => node(["tooling/ci/report-page.mjs"], { seconds: 600 }).then(() => undefined);
