import { node } from "../lib/steps.mjs";

/** The MLflow client against a real server. */
export const title = "mlflow server";
export const needs = { python3: "python3-venv" };
export const run = () => node(["tooling/ci/mlflow.mjs"], { seconds: 1200 }).then(() => undefined);
