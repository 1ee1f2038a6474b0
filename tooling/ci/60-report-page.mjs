import { checkReportPage } from "./report-page.mjs";

/** The page of a report in headless Chromium: table, sorting, filter, figures, no request, a quiet console. */
export const title = "report page in Chromium";
export const needs = { chromium: "chromium" };
export const run = () => checkReportPage();
