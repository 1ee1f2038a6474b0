import { node } from "../lib/steps.mjs";

/** A model as a page in headless Chromium: photos dropped in are classified as our own engine classifies them. */
export const title = "web page";
export const needs = { chromium: "chromium" };
export const run = () =>
  node(["tooling/ci/web-page.mjs"], { seconds: 600 }).then((said) => said.trim().split("\n").at(-1));
