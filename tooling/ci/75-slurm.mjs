import { node } from "../lib/steps.mjs";

/** A grid on a real SLURM cluster of one node; one job is killed, another told to end, and both are submitted again. */
export const title = "slurm";
export const needs = { slurmctld: "slurm-wlm", munged: "munge" };
export const run = () =>
  node(["tooling/ci/slurm.mjs"], { seconds: 1200 }).then((said) => said.trim().split("\n").at(-1));
