import type { z } from "zod";
import { MlflowError } from "./errors.js";
import { isPassing, retryAfterMs, surelyUndone, usualRetry, withRetry, type RetryOptions } from "./retry.js";

export interface ConnectionOptions {
  /** `http://localhost:5000`, perhaps with a path before `/api`. */
  readonly uri: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** For one request and its whole answer. */
  readonly timeoutMs?: number;
  /** For all requests of this client together, pauses between tries included; no end unless given. */
  readonly totalMs?: number;
  /** Ends what is going on and what would follow. */
  readonly signal?: AbortSignal;
  readonly retry?: Partial<RetryOptions>;
  readonly fetch?: typeof fetch;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Behind the address: `/api/2.0/mlflow/runs/get`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly body?: Blob;
  /** The request makes something, so it is sent again only where the server surely did nothing. */
  readonly makes?: boolean;
}

/** Sends requests to one server, with retries; answers are checked. */
export interface Http {
  json<S extends z.ZodType>(request: HttpRequest, schema: S): Promise<z.output<S>>;
  bytes(request: HttpRequest): Promise<Uint8Array<ArrayBuffer>>;
}

const USUAL_TIMEOUT_MS = 60_000;

function addressOf(uri: string): string {
  const address = URL.canParse(uri) ? new URL(uri) : null;
  if (address?.protocol !== "http:" && address?.protocol !== "https:") {
    throw new MlflowError("INVALID", `"${uri}" is not the address of an MLflow server; write http://host:port`);
  }
  return uri.replace(/\/+$/, "");
}

function authorization({ token, username, password }: ConnectionOptions): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}

const nameOf = ({ method, path }: HttpRequest): string => `${method} ${path.replace(/^\/api\/2\.0\/(mlflow\/)?/, "")}`;

function urlOf(base: string, { path, query = {} }: HttpRequest): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return `${base}${path}${search.size ? `?${search}` : ""}`;
}

/** The error that an answer stands for. */
async function errorOf(response: Response, base: string, request: string): Promise<MlflowError> {
  const text = await response.text().catch(() => "");
  const { status } = response;
  const said = codeAndMessage(text);
  if (said)
    return withWait(
      new MlflowError(said.code, `${request}: ${said.message} (${said.code}, HTTP ${status})`, { status, request }),
      response,
    );
  if (status === 403) {
    const hint =
      "current servers check the Host header: start the server with --allowed-hosts, or use the address that it was started for";
    return new MlflowError("HOST_REFUSED", `${request}: ${base} answers 403 "${text.slice(0, 120)}"; ${hint}`, {
      status,
      request,
    });
  }
  return withWait(
    new MlflowError(
      "HTTP",
      `${request}: ${base} answers HTTP ${status} "${text.slice(0, 200)}"; is an MLflow server there?`,
      { status, request },
    ),
    response,
  );
}

function codeAndMessage(text: string): { code: string; message: string } | null {
  try {
    const { error_code: code, message } = JSON.parse(text) as { error_code?: unknown; message?: unknown };
    return typeof code === "string"
      ? { code, message: typeof message === "string" ? message.slice(0, 1000) : "" }
      : null;
  } catch {
    return null;
  }
}

function withWait(error: MlflowError, response: Response): MlflowError {
  const waitMs = retryAfterMs(response.headers.get("retry-after"), Date.now());
  return waitMs === undefined ? error : Object.assign(error, { waitMs });
}

function unanswered(cause: unknown, base: string, request: string, timeoutMs: number): MlflowError {
  if ((cause as Error).name === "TimeoutError")
    return new MlflowError(
      "TIMEOUT",
      `${request}: no answer from ${base} within ${timeoutMs} ms`,
      { request },
      { cause },
    );
  const reason = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
  return new MlflowError("UNREACHABLE", `${request}: ${base} cannot be reached: ${reason}`, { request }, { cause });
}

/** An answer whose body has arrived. */
interface Answered {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What stops a request: its own time, the client's, or whoever called. */
function stops({ timeoutMs = USUAL_TIMEOUT_MS, signal }: ConnectionOptions, total: AbortSignal | null): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(total ? [total] : []), ...(signal ? [signal] : [])]);
}

function sender(options: ConnectionOptions, base: string): (request: HttpRequest) => Promise<Answered> {
  const { timeoutMs = USUAL_TIMEOUT_MS, totalMs, fetch: send = fetch } = options;
  const total = totalMs === undefined ? null : AbortSignal.timeout(totalMs);
  return async (request) => {
    const name = nameOf(request);
    const body = request.json === undefined ? request.body : JSON.stringify(request.json);
    const headers = {
      ...authorization(options),
      ...(request.json !== undefined && { "content-type": "application/json" }),
    };
    const stop = stops(options, total);
    const failed = (cause: unknown): never => {
      if (options.signal?.aborted) throw new MlflowError("STOPPED", `${name}: stopped`, { request: name }, { cause });
      if (total?.aborted) throw timedOut(name, base, totalMs ?? 0, cause);
      throw unanswered(cause, base, name, timeoutMs);
    };
    if (stop.aborted) failed(stop.reason);
    const asked = { method: request.method, headers, signal: stop, ...(body !== undefined && { body }) };
    const response = await send(urlOf(base, request), asked).catch(failed);
    if (!response.ok) throw await errorOf(response, base, name);
    // A body may be cut off after its head has come: that is no answer, and tried again like none.
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer().catch(failed)) };
  };
}

/** The client's whole time is up: no further try can end otherwise. */
const timedOut = (request: string, base: string, totalMs: number, cause: unknown): MlflowError =>
  new MlflowError("OUT_OF_TIME", `${request}: ${base} took more than ${totalMs} ms in all`, { request }, { cause });

/** Connect to a server; nothing is sent yet. @throws MlflowError `INVALID` for an address that is not http(s) */
export function connect(options: ConnectionOptions): Http {
  const base = addressOf(options.uri);
  const retry = { ...usualRetry, ...options.retry };
  const once = sender(options, base);
  const answered = (request: HttpRequest): Promise<Answered> =>
    withRetry(() => once(request), request.makes ? surelyUndone : isPassing, retry);
  return {
    bytes: async (request) => (await answered(request)).body,
    json: async (request, schema) => readJson(await answered(request), schema, nameOf(request)),
  };
}

function readJson<S extends z.ZodType>({ status, body }: Answered, schema: S, request: string): z.output<S> {
  const text = new TextDecoder().decode(body);
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new MlflowError(
      "BAD_ANSWER",
      `${request}: the answer is not JSON: "${text.slice(0, 120)}"; is an MLflow server there?`,
      { status, request },
      { cause },
    );
  }
  const read = schema.safeParse(found);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new MlflowError(
    "BAD_ANSWER",
    `${request}: the answer's ${issue?.path.join(".") || "whole"} is not what MLflow answers: ${issue?.message}`,
    { status, request },
  );
}
