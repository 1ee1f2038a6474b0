import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createRepo, downloadFile, HubApiError, listFiles, uploadFiles } from "@huggingface/hub";
import { LiftError } from "@liftjs/contracts";
import { readAdapterIn } from "@liftjs/records";
import { writeAtomically } from "@liftjs/tensor-files";
import { adapterForm } from "../export/adapter-form.js";
import type { TunedModel } from "../tuned-model.js";

export interface HubOptions {
  /** `owner/name` */
  readonly name: string;
  /** Of its usual places when absent. */
  readonly token?: string | undefined;
  /** Another hub than huggingface.co. */
  readonly url?: string | undefined;
  readonly log: (line: string) => void;
}

const FILES = ["adapter.json", "adapter.safetensors", "README.md"] as const;
/** An adapter is small; a file beyond this is something else. */
const MOST_BYTES = 8 * 2 ** 30;

function readToken(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8").trim() || undefined : undefined;
}

/** The token where Hugging Face's own tools look for it: HF_TOKEN, then HF_TOKEN_PATH, then `token` in HF_HOME. */
export function hubToken(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const home = env["HF_HOME"] ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "huggingface");
  return (
    (env["HF_TOKEN"] ?? env["HUGGING_FACE_HUB_TOKEN"])?.trim() || readToken(env["HF_TOKEN_PATH"] ?? join(home, "token"))
  );
}

function checkName(name: string): void {
  if (!/^[\w.-]+\/[\w.-]+$/.test(name) || name.includes(".."))
    throw new LiftError("OPTIONS", `"${name}" is no model's name on the Hub; write OWNER/NAME`);
}

/** Put what the Hub answers into words that say what to do. */
function asked(name: string, cause: unknown): LiftError {
  if (LiftError.is(cause)) return cause;
  const status = cause instanceof HubApiError ? cause.statusCode : undefined;
  const advice: Readonly<Record<number, string>> = {
    401: "the token is missing or not accepted; set HF_TOKEN, or run `huggingface-cli login`",
    403: "the token may not do that; it needs the right to write to this model",
    404: "there is no such model, or the token may not see it",
  };
  const why =
    (status === undefined ? undefined : advice[status]) ?? (cause instanceof Error ? cause.message : String(cause));
  return new LiftError("NETWORK", `Hub, "${name}": ${why}`, { name, status }, { cause });
}

const common = ({ name, token = hubToken(), url }: HubOptions) => ({
  repo: { type: "model" as const, name },
  ...(token === undefined ? {} : { accessToken: token }),
  ...(url === undefined ? {} : { hubUrl: url }),
});

/** Make the repository; one that is there already is used. */
async function ensureRepo(options: HubOptions, isPrivate: boolean): Promise<void> {
  const { accessToken, ...rest } = common(options);
  if (accessToken === undefined)
    throw new LiftError("OPTIONS", "pushing needs a token: set HF_TOKEN, or run `huggingface-cli login`");
  try {
    await createRepo({ ...rest, accessToken, visibility: isPrivate ? "private" : "public" });
  } catch (cause) {
    if (!(cause instanceof HubApiError && cause.statusCode === 409)) throw cause;
  }
}

/**
 * Push a tuned model as its adapter with a card.
 * @returns the files that were pushed
 * @throws LiftError `OPTIONS` for a name that is none or without a token, `NETWORK` with what the Hub answers
 */
export async function pushModel(
  model: TunedModel,
  options: HubOptions,
  isPrivate: boolean,
): Promise<readonly string[]> {
  checkName(options.name);
  const folder = mkdtempSync(join(tmpdir(), "lift-push-"));
  try {
    await adapterForm.write(model, folder, {
      reference: noReference,
      python: null,
      precision: "float32",
      log: options.log,
    });
    await ensureRepo(options, isPrivate);
    const names = readdirSync(folder);
    const files = names.map((path) => ({ path, content: new Blob([readFileSync(join(folder, path))]) }));
    await uploadFiles({ ...common(options), files, commitTitle: `Adapter of ${model.base.name}` });
    return names;
  } catch (cause) {
    throw asked(options.name, cause);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The adapter form compares files and asks for no logits. */
const noReference = (): never => {
  throw new LiftError("ENGINE", "the adapter form asks for no logits");
};

async function fetchFile(options: HubOptions, path: string, dir: string): Promise<void> {
  const blob = await downloadFile({ ...common(options), path });
  if (!blob) throw new LiftError("NETWORK", `Hub, "${options.name}": "${path}" cannot be downloaded`);
  if (blob.size > MOST_BYTES)
    throw new LiftError("DATA", `Hub, "${options.name}": "${path}" has ${blob.size} bytes, too many for an adapter`);
  writeAtomically(join(dir, path), [new Uint8Array(await blob.arrayBuffer())]);
}

/**
 * Fetch a model that was pushed, and nothing else of its repository.
 * @param dir a folder for it, which is made
 * @throws LiftError `NETWORK` with what the Hub answers, `FORMAT` where the repository holds no adapter of ours
 */
export async function pullModel(dir: string, options: HubOptions): Promise<readonly string[]> {
  checkName(options.name);
  try {
    const there = new Set<string>();
    for await (const { path, type } of listFiles(common(options))) if (type === "file") there.add(path);
    if (!there.has("adapter.json") || !there.has("adapter.safetensors"))
      throw new LiftError(
        "FORMAT",
        `"${options.name}" holds no adapter.json with adapter.safetensors, so lift push did not make it`,
      );
    mkdirSync(dir, { recursive: true });
    const files = FILES.filter((path) => there.has(path));
    for (const path of files) await fetchFile(options, path, dir);
    readAdapterIn(dir, options.log);
    return files;
  } catch (cause) {
    throw asked(options.name, cause);
  }
}
