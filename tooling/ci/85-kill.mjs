import { node } from "../lib/steps.mjs";

/** Trainings stopped in every way at random moments, inline and by processes, and run again; each stop lands inside a training. */
export const title = "stopped at any moment";
export const run = () =>
  node(["tooling/trust/kill.mjs", "--rounds", "5", "--epochs", "10", "--executors", "inline,process"], {
    seconds: 300,
  }).then((said) => said.trim().split("\n").at(-1));
