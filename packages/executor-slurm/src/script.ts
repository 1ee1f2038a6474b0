/** A word that a shell takes as it stands. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * The script of a job array. Node takes the shell's place, so that the cluster's signals reach it.
 * @param worker program and arguments; the number of the task is added
 */
export function batchScript(setup: readonly string[], worker: readonly string[]): string {
  return [
    "#!/bin/sh",
    ...setup,
    'threads="${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}"',
    'export TF_NUM_INTRAOP_THREADS="$threads" OMP_NUM_THREADS="$threads"',
    `exec ${worker.map(quoted).join(" ")} "$SLURM_ARRAY_TASK_ID"`,
    "",
  ].join("\n");
}
