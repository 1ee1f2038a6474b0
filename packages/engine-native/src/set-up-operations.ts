import { access, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { findOperations, makeOperations, operationsFailed } from "./operations.js";
import { packageFolder } from "./npm-package.js";
import { prebuiltPackage } from "./prebuilt.js";
import type { Situation } from "./situation.js";
import { headersOf, obtainTensorFlow, workIn } from "./tensorflow.js";
import { findPip, findPython } from "./tools.js";
import type { WheelChoice } from "./wheels.js";

/** Whether nothing is to be done about a set-up's operations: they are there, not wanted, or could not be made before. */
export async function operationsSettled(at: Situation, folder: string, gpu: boolean): Promise<boolean> {
  if (gpu || at.env["LIFT_NATIVE_OPS"] === "0") return true;
  return (await findOperations(at, folder, gpu)).ready || operationsFailed(folder);
}

/** TensorFlow's headers in a set-up folder; from its wheel once more where an older set-up did not keep them. */
async function headersIn(
  at: Situation,
  choice: WheelChoice,
  folder: string,
  log: (line: string) => void,
): Promise<string> {
  const headers = headersOf(folder);
  const have = await access(join(headers, "tensorflow/core/framework/op_kernel.h")).then(
    () => true,
    () => false,
  );
  if (have) return headers;
  log(`downloading ${choice.project} for its headers`);
  const temporary = await mkdtemp(join(folder, ".headers-"));
  try {
    const work = await workIn(temporary);
    const python = await findPython(at);
    await obtainTensorFlow(at, { ...choice, libraries: [] }, (await findPip(at, python)) ? python : null, work);
    await rm(headers, { recursive: true, force: true });
    await rename(work.headers, headers);
    return headers;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Give a set-up our operations, where they are wanted and not there. That they cannot be had is logged, and no error. */
export async function addOperations(
  at: Situation,
  choice: WheelChoice,
  folder: string,
  gpu: boolean,
  log: (line: string) => void,
): Promise<void> {
  if (await operationsSettled(at, folder, gpu)) return;
  await makeOperations(at, folder, {
    prebuilt: packageFolder(prebuiltPackage(at)),
    headers: () => headersIn(at, choice, folder, log),
    libraries: choice.libraries,
    log,
  });
}
