import { copyFile, link, mkdir, cp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import type { Tool } from "./tools.js";
import { unpackZip } from "./unpack.js";
import { TENSORFLOW_VERSION } from "./versions.js";
import { byIndex, byPip, installedTensorFlow, type WheelRequest } from "./wheel-sources.js";
import type { WheelChoice } from "./wheels.js";

/** Folders of one set-up under way. */
export interface Work {
  /** Becomes the set-up folder: libraries and addon. */
  readonly result: string;
  /** Whatever is downloaded; emptied as soon as it is unpacked. */
  readonly download: string;
  /** TensorFlow's headers, below the result: they stay, so that our operations can be compiled anew without a download. */
  readonly headers: string;
}

/** The folders of a set-up, made below a temporary one. */
export async function workIn(temporary: string): Promise<Work> {
  const result = join(temporary, "result");
  const work = { result, download: join(temporary, "download"), headers: headersOf(result) };
  await Promise.all([mkdir(work.headers, { recursive: true }), mkdir(work.download)]);
  return work;
}

/** Where TensorFlow's headers are in a set-up folder. */
export const headersOf = (folder: string): string => join(folder, "tensorflow", "include");

export interface TensorFlowFound {
  readonly source: "pip" | "index" | "python";
  readonly version: string;
}

/** The headers that the addon and our operations are compiled against, 55 MB; the wheel has 290 MB of them. */
const HEADER_FOLDERS = [
  "Eigen",
  "absl",
  "google/protobuf",
  "ml_dtypes",
  "tensorflow/c",
  "tensorflow/core",
  "third_party",
  "tsl",
  "unsupported",
  "xla/tsl",
];
const isHeader = (name: string): boolean =>
  !/\.(cc|cu|proto|txt)$/.test(name) &&
  HEADER_FOLDERS.some((folder) => name.startsWith(`tensorflow/include/${folder}/`));
const isMetadata = (name: string): boolean => /^tensorflow(_cpu)?-[^/]+\.dist-info\/METADATA$/.test(name);

/** Unpack libraries and headers to `result/tensorflow`, and delete the wheel. */
async function unpackWheel(wheel: string, choice: WheelChoice, work: Work): Promise<void> {
  const libraries = choice.libraries.map((name) => `tensorflow/${name}`);
  const got = await unpackZip(
    wheel,
    work.result,
    (name) => libraries.includes(name) || isHeader(name) || isMetadata(name),
  );
  await rm(wheel);
  const absent = libraries.filter((name) => !got.includes(name));
  if (absent.length)
    throw engineError(
      "bad-archive",
      `the wheel lacks ${absent.join(", ")}`,
      "report this with the TensorFlow version and platform",
    );
}

/** Take the libraries of a TensorFlow that Python has: as hard links where the file system allows, else copies. */
async function takeInstalled(at: Situation, python: Tool, choice: WheelChoice, work: Work): Promise<string> {
  const found = await installedTensorFlow(at, python);
  if (!found) throw new Error("no TensorFlow is installed");
  for (const name of choice.libraries) {
    const target = join(work.result, "tensorflow", name);
    await mkdir(dirname(target), { recursive: true });
    await link(join(found.folder, name), target).catch(() => copyFile(join(found.folder, name), target));
  }
  for (const folder of HEADER_FOLDERS) {
    await cp(join(found.folder, "include", folder), join(work.headers, folder), { recursive: true }).catch(
      () => undefined,
    );
  }
  return found.version;
}

/**
 * Get TensorFlow's two libraries and its C headers: by pip, else straight from the index, else from an installed one.
 * @throws LiftError `ENGINE`: `no-tensorflow` with what each way answered, or `bad-archive`
 */
export async function obtainTensorFlow(
  at: Situation,
  choice: WheelChoice,
  python: Tool | null,
  work: Work,
): Promise<TensorFlowFound> {
  const request: WheelRequest = { project: choice.project, specifier: `==${TENSORFLOW_VERSION}`, tags: choice.tags };
  const fromWheel = async (source: "pip" | "index", wheel: Promise<string>): Promise<TensorFlowFound> => {
    await unpackWheel(await wheel, choice, work);
    return { source, version: TENSORFLOW_VERSION };
  };
  const ways: (() => Promise<TensorFlowFound>)[] = [() => fromWheel("index", byIndex(at, request, work.download))];
  if (python) {
    ways.unshift(() => fromWheel("pip", byPip(at, python, request, work.download)));
    ways.push(async () => ({ source: "python", version: await takeInstalled(at, python, choice, work) }));
  }
  const answers: string[] = python ? [] : ["no Python was found"];
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      answers.push((error as Error).message);
    }
  }
  const next = `with a network, or \`pip install ${choice.project}==${TENSORFLOW_VERSION}\`, try again: lift doctor --set-up`;
  throw engineError("no-tensorflow", `TensorFlow ${TENSORFLOW_VERSION} could not be had (${answers.join("; ")})`, next);
}
