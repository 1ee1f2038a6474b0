import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  /** Close the connection without an answer. */
  readonly hangUp?: boolean;
  /** Send the head and some of the body, then close the connection. */
  readonly cut?: boolean;
  /** Answer after so long. */
  readonly afterMs?: number;
}

/** A server on this machine that answers as the test says, and remembers what it was asked. */
export class StandIn {
  readonly seen: Seen[] = [];
  #server: Server | undefined;
  constructor(readonly answer: (request: Seen, number: number) => Answer) {}

  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const seen = {
          method: request.method!,
          url: request.url!,
          headers: request.headers,
          body: Buffer.concat(chunks),
        };
        this.seen.push(seen);
        const {
          status = 200,
          headers = {},
          json,
          text,
          hangUp,
          cut,
          afterMs = 0,
        } = this.answer(seen, this.seen.length - 1);
        if (hangUp) return void request.socket.destroy();
        if (cut) {
          response.writeHead(status, { "content-length": 1000 }).write('{"run": ');
          return void setTimeout(() => request.socket.destroy(), 20);
        }
        setTimeout(
          () => response.writeHead(status, headers).end(json === undefined ? (text ?? "{}") : JSON.stringify(json)),
          afterMs,
        ).unref();
      });
    });
    await new Promise<void>((listening) => this.#server!.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((closed) => this.#server?.close(closed));
  }
  get bodies(): unknown[] {
    return this.seen.map(({ body }) => JSON.parse(body.toString() || "null") as unknown);
  }
}

/** What MLflow says of a run. */
export const runAnswer = (
  id: string,
  more: { params?: Record<string, string>; tags?: Record<string, string>; metrics?: object[] } = {},
) => ({
  run: {
    info: {
      run_id: id,
      run_name: "calm-fox",
      experiment_id: "7",
      status: "RUNNING",
      start_time: 1700000000000,
      artifact_uri: `mlflow-artifacts:/7/${id}/artifacts`,
      lifecycle_stage: "active",
    },
    data: {
      metrics: more.metrics ?? [],
      params: Object.entries(more.params ?? {}).map(([key, value]) => ({ key, value })),
      tags: Object.entries(more.tags ?? {}).map(([key, value]) => ({ key, value })),
    },
  },
});
