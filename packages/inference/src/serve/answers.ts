import type { FastifyReply } from "fastify";
import { LiftError } from "@liftjs/contracts";
import { topOf, type Outcome } from "../classify/outcome.js";

/** HTTP statuses of our errors; anything else is a fault of the server's. */
const statuses: Readonly<Record<string, number>> = {
  DATA: 422,
  OPTIONS: 400,
  FORMAT: 415,
  MEMORY: 503,
  INTERRUPTED: 504,
};

/** What an answer says of a photo. */
export function photoAnswer(outcome: Outcome, classNames: readonly string[], most: number) {
  const { name } = outcome;
  if ("error" in outcome) return { name, top: [], error: { code: outcome.error.code, message: outcome.error.message } };
  return { name, top: topOf(outcome.result.probabilities, classNames, most) };
}

interface Coded {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
}

/** Status, code and message of whatever went wrong; of our own faults nothing is told. */
export function problemOf(cause: unknown): { status: number; code: string; message: string } {
  if (LiftError.is(cause)) return { status: statuses[cause.code] ?? 500, code: cause.code, message: cause.message };
  const { code, statusCode, message } = cause as Coded;
  const known = typeof statusCode === "number" && statusCode < 500;
  return known
    ? { status: statusCode, code: typeof code === "string" ? code : "REQUEST", message: String(message) }
    : { status: 500, code: "CRASH", message: "the server failed; its log says why" };
}

export function sendProblem(reply: FastifyReply, cause: unknown): FastifyReply {
  const { status, code, message } = problemOf(cause);
  if (status === 503) reply.header("retry-after", "1");
  return reply.code(status).send({ error: { code, message } });
}
