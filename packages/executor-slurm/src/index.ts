export { slurmExecutor, type SlurmOptions } from "./slurm-executor.js";
export { parseResources, resourcesFromFlags, type SlurmResources } from "./resources.js";
export { doTask, type TaskWork } from "./do-task.js";
export type { Cluster } from "./cluster.js";
