import type { z } from "zod";
import { MlflowError } from "./errors.js";
import { isPassing, retryAfterMs, surelyUndone, usualRetry, withRetry, type RetryOptions } from "./retry.js";

export interface ConnectionOptions {
  /** `http://localhost:5000`, perhaps with a path before `/api`. */
  readonly uri: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  readonly timeoutMs?: number;
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
  raw(request: HttpRequest): Promise<Response>;
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
    return typeof code === "string" ? { code, message: String(message ?? "").slice(0, 1000) } : null;
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

/** Connect to a server; nothing is sent yet. @throws MlflowError `INVALID` for an address that is not http(s) */
export function connect(options: ConnectionOptions): Http {
  const base = addressOf(options.uri);
  const { timeoutMs = USUAL_TIMEOUT_MS, fetch: send = fetch } = options;
  const retry = { ...usualRetry, ...options.retry };
  const once = async (request: HttpRequest): Promise<Response> => {
    const body = request.json === undefined ? request.body : JSON.stringify(request.json);
    const headers = {
      ...authorization(options),
      ...(request.json !== undefined && { "content-type": "application/json" }),
    };
    const response = await send(urlOf(base, request), {
      method: request.method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body }),
    }).catch((cause: unknown) => {
      throw unanswered(cause, base, nameOf(request), timeoutMs);
    });
    if (!response.ok) throw await errorOf(response, base, nameOf(request));
    return response;
  };
  const raw = (request: HttpRequest): Promise<Response> =>
    withRetry(() => once(request), request.makes ? surelyUndone : isPassing, retry);
  return { raw, json: async (request, schema) => readJson(await raw(request), schema, nameOf(request)) };
}

async function readJson<S extends z.ZodType>(response: Response, schema: S, request: string): Promise<z.output<S>> {
  const text = await response.text();
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new MlflowError(
      "BAD_ANSWER",
      `${request}: the answer is not JSON: "${text.slice(0, 120)}"; is an MLflow server there?`,
      { status: response.status, request },
      { cause },
    );
  }
  const read = schema.safeParse(found);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new MlflowError(
    "BAD_ANSWER",
    `${request}: the answer's ${issue?.path.join(".") || "whole"} is not what MLflow answers: ${issue?.message}`,
    { status: response.status, request },
  );
}
