import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { downloadChecked, indexUrl, listFiles, type IndexFile } from "./download.js";
import type { Situation } from "./situation.js";
import { run, type Tool } from "./tools.js";

/** What to get: a project, a version as pip writes it (`==2.21.0`, `<13,>=12.5`), and platform tags that will do. */
export interface WheelRequest {
  readonly project: string;
  readonly specifier: string;
  readonly tags: readonly string[];
  /** Wheels tied to a Python (TensorFlow's) need one named; which one does not matter to us. */
  readonly python?: string;
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

/** Download by pip, which honours the user's index, proxy and certificates. @throws Error with pip's last line */
export async function byPip(at: Situation, python: Tool, request: WheelRequest, folder: string): Promise<string> {
  const platforms = request.tags.flatMap((tag) => ["--platform", tag]);
  const version = request.python ?? "312";
  const args = [
    "-m",
    "pip",
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--no-cache-dir",
    "--quiet",
    "--retries",
    "2",
  ];
  const which = ["--implementation", "cp", "--python-version", version, ...platforms, "--dest", folder];
  const ran = await run(at, python.command, [...args, ...which, request.project + request.specifier], {
    seconds: 3600,
  });
  const file = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (!ran.ok || !file) throw new Error(`pip: ${lastLine(ran.stderr)}`);
  return join(folder, file);
}

/** The newest Python's wheel among those that fit, or undefined. */
export function pickFile(files: readonly IndexFile[], version: string, tags: readonly string[]): IndexFile | undefined {
  const fits = (file: IndexFile): boolean =>
    !file.yanked && file.filename.split("-")[1] === version && tags.some((tag) => file.filename.endsWith(`${tag}.whl`));
  const order = (file: IndexFile): number => Number(/-cp3(\d+)-/.exec(file.filename)?.[1] ?? 0);
  return files.filter(fits).sort((a, b) => order(b) - order(a))[0];
}

/** Download an exact version straight from the index, without Python. @throws Error that says what went wrong */
export async function byIndex(at: Situation, request: WheelRequest, folder: string): Promise<string> {
  const version = request.specifier.replace(/^==/, "");
  const file = pickFile(await listFiles(indexUrl(at.env), request.project), version, request.tags);
  if (!file) throw new Error(`the index has no wheel of ${request.project} ${version} for ${request.tags[0]}`);
  const path = join(folder, file.filename);
  await downloadChecked(file, path);
  return path;
}

/** Where an installed TensorFlow lies in a Python's packages, and its version; null where there is none. */
export async function installedTensorFlow(
  at: Situation,
  python: Tool,
): Promise<{ folder: string; version: string } | null> {
  const script =
    "import importlib.util as u, importlib.metadata as m, os, sys\n" +
    "s = u.find_spec('tensorflow')\n" +
    "if s is None: sys.exit(1)\n" +
    "v = [m.version(n) for n in ('tensorflow', 'tensorflow-cpu') if any(d.metadata['Name'].replace('_', '-') == n for d in m.distributions())]\n" +
    "print(os.path.dirname(s.origin)); print(v[0])";
  const ran = await run(at, python.command, ["-c", script]);
  const [folder, version] = ran.stdout.trim().split("\n");
  return ran.ok && folder && version ? { folder, version } : null;
}
