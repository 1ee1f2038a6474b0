import multipart from "@fastify/multipart";
import files from "@fastify/static";
import swagger, { type FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { LiftError } from "@liftjs/contracts";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Outcome } from "../classify/outcome.js";
import type { ReadyModel } from "../load/load-model.js";
import { photoAnswer, sendProblem } from "./answers.js";
import { Batcher } from "./batcher.js";
import { serverMetrics, type ServerMetrics } from "./metrics.js";
import { classifySchema, healthSchema, requestBody } from "./schemas.js";

export interface ServeOptions {
  /** Bytes of a request's body, 20 MiB unless given. */
  readonly maxBytes?: number | undefined;
  /** Photos of one request, 16 unless given. */
  readonly maxPhotos?: number | undefined;
  /** Photos of all requests that may wait or be worked on, 256 unless given; further requests get status 503. */
  readonly maxPending?: number | undefined;
  /** Seconds until a request that is not answered gets status 504, 30 unless given. */
  readonly seconds?: number | undefined;
  /** A folder that was exported as a web page; shown at `/`. */
  readonly page?: string | undefined;
  /** Hears of failures of the server's own. */
  readonly log: (line: string) => void;
}

interface Place {
  readonly model: ReadyModel;
  readonly batcher: Batcher;
  readonly metrics: ServerMetrics;
  readonly seconds: number;
  readonly log: (line: string) => void;
}

interface Sent {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function sentPhotos(request: FastifyRequest): Promise<Sent[]> {
  if (request.isMultipart()) {
    const sent: Sent[] = [];
    for await (const file of request.files()) sent.push({ name: file.filename, bytes: await file.toBuffer() });
    return sent;
  }
  return request.body instanceof Uint8Array ? [{ name: "photo", bytes: request.body }] : [];
}

/** Reject when it takes too long; what is computed then is thrown away. */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new LiftError("INTERRUPTED", `not answered within ${seconds} s; send fewer photos, or try again later`));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function classify(
  { model, batcher, metrics, seconds }: Place,
  request: FastifyRequest<{ Querystring: { top?: number } }>,
) {
  const sent = await sentPhotos(request);
  if (!sent.length)
    throw new LiftError("OPTIONS", "no photo was sent: make an image the body, or send a form with image files");
  const outcomes: Outcome[] = await within(seconds, batcher.addAll(sent));
  const errors = outcomes.flatMap((o) => ("error" in o ? [o.error] : []));
  for (const o of outcomes) metrics.photo("error" in o ? "refused" : "classified");
  const [first] = errors;
  if (first && errors.length === outcomes.length) throw first;
  const photos = outcomes.map((o) => photoAnswer(o, model.classNames, request.query.top ?? 5));
  return { model: model.tuned.name, photos };
}

/** Pages and descriptions beside the classifier. */
function addFacts(app: FastifyInstance, { model, metrics }: Place): void {
  const { tuned, engine, classNames } = model;
  app.get("/healthz", { schema: healthSchema }, () => ({
    status: "ok",
    model: tuned.name,
    engine,
    classes: classNames,
  }));
  app.get("/metrics", { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

async function addPage(app: FastifyInstance, page: string | undefined): Promise<void> {
  if (page === undefined) {
    app.get("/", { schema: { hide: true } }, () => ({ classify: "POST /classify", description: "/openapi.json" }));
    return;
  }
  if (!existsSync(join(page, "index.html")))
    throw new LiftError("IO", `"${page}" holds no index.html; make it with lift export MODEL --as web --to "${page}"`);
  await app.register(files, { root: resolve(page) });
}

/** A connection that is kept open for further requests would keep a server from closing. */
function letGoWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  app.addHook("onSend", (_, reply, payload, done) => {
    if (closing) reply.header("connection", "close");
    done(null, payload);
  });
}

function watch(app: FastifyInstance, { metrics, log }: Place): void {
  app.addHook("onResponse", (_, reply, done) => {
    metrics.request(reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  app.setErrorHandler((cause, _, reply) => {
    const answer = sendProblem(reply, cause);
    if (reply.statusCode === 500) log(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    return answer;
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: { code: "UNKNOWN_NAME", message: `no ${request.method} ${request.url}; see /openapi.json` } }),
  );
}

async function addParsers(app: FastifyInstance, fileSize: number, maxPhotos: number): Promise<void> {
  await app.register(multipart, { limits: { fileSize, files: maxPhotos, fields: 16 } });
  app.addContentTypeParser(/^(image\/|application\/octet-stream)/, { parseAs: "buffer" }, (_, body, done) => {
    done(null, body);
  });
}

const describeApi = (name: string, classes: number): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: "3.1.0",
    info: { title: `Photo classifier "${name}"`, version: "1", description: `Tells ${classes} classes apart.` },
  },
  transformObject: (document: object) => withBody(document),
});

/** Put the kinds of bodies into the description of `POST /classify`. */
function withBody(document: object): object {
  const { openapiObject = {} } = document as { openapiObject?: { paths?: Record<string, { post?: object }> } };
  const post = openapiObject.paths?.["/classify"]?.post;
  if (post) Object.assign(post, { requestBody });
  return openapiObject;
}

/**
 * An HTTP server that classifies photos: `POST /classify`, `/healthz`, `/metrics`, `/openapi.json`, and the exported web page at `/`.
 * `close` answers what has begun and takes nothing new. The model stays the caller's.
 * @throws LiftError `IO` where the page's folder is none
 */
export async function createServer(model: ReadyModel, options: ServeOptions): Promise<FastifyInstance> {
  const { maxBytes = 20 * 2 ** 20, maxPhotos = 16, maxPending = 256, seconds = 30, log } = options;
  const batcher: Batcher = new Batcher(model, {
    most: maxPending,
    onBatch: (photos, time) => {
      metrics.batch(photos, time);
    },
  });
  const metrics = serverMetrics(() => batcher.pending);
  const place: Place = { model, batcher, metrics, seconds, log };
  const app = Fastify({
    bodyLimit: maxBytes,
    requestTimeout: Math.ceil(seconds * 1000),
    routerOptions: { maxParamLength: 200 },
  });
  await app.register(swagger, describeApi(model.tuned.name, model.classNames.length));
  await addParsers(app, maxBytes, maxPhotos);
  watch(app, place);
  letGoWhenClosing(app);
  app.post<{ Querystring: { top?: number } }>("/classify", { schema: classifySchema }, (request) =>
    classify(place, request),
  );
  addFacts(app, place);
  await addPage(app, options.page);
  app.addHook("onClose", () => batcher.drain());
  return app;
}
