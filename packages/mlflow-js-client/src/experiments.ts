import { z } from "zod";
import { MlflowError } from "./errors.js";
import type { Http } from "./http.js";
import { experimentSchema, type Experiment } from "./schemas.js";

const api = "/api/2.0/mlflow/experiments";
const created = z.object({ experiment_id: z.string() });
const found = z.object({ experiment: experimentSchema });

export interface Experiments {
  /** The experiment of a name, or null. */
  getExperimentByName(name: string): Promise<Experiment | null>;
  /** @returns its id @throws MlflowError `RESOURCE_ALREADY_EXISTS` */
  createExperiment(name: string, tags?: Readonly<Record<string, string>>): Promise<string>;
  /** The id of the experiment of a name, made where there is none. @throws MlflowError `INVALID` when it was deleted */
  ensureExperiment(name: string, tags?: Readonly<Record<string, string>>): Promise<string>;
}

export const codeIs = (error: unknown, code: string): boolean => MlflowError.is(error) && error.code === code;

/** Tags as MLflow's list of pairs. */
export const tagList = (tags: Readonly<Record<string, string>>): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

export function experimentsOf(http: Http): Experiments {
  const getExperimentByName = async (name: string): Promise<Experiment | null> => {
    try {
      return (await http.json({ method: "GET", path: `${api}/get-by-name`, query: { experiment_name: name } }, found))
        .experiment;
    } catch (error) {
      if (codeIs(error, "RESOURCE_DOES_NOT_EXIST")) return null;
      throw error;
    }
  };
  const createExperiment = async (name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await http.json({ method: "POST", path: `${api}/create`, json: { name, tags: tagList(tags) } }, created))
      .experiment_id;
  const existing = async (name: string): Promise<string | null> => {
    const experiment = await getExperimentByName(name);
    if (experiment?.deleted)
      throw new MlflowError(
        "INVALID",
        `the experiment "${name}" was deleted; restore it on the server or use another name`,
      );
    return experiment?.id ?? null;
  };
  const ensureExperiment = async (name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> => {
    const id = await existing(name);
    if (id !== null) return id;
    return createExperiment(name, tags).catch(async (error: unknown) => {
      if (!codeIs(error, "RESOURCE_ALREADY_EXISTS")) throw error;
      const made = await existing(name); // by another process, or a try whose answer was lost
      if (made === null) throw error;
      return made;
    });
  };
  return { getExperimentByName, createExperiment, ensureExperiment };
}
