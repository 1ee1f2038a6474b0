import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that takes one step a line and answers in JSON. */
export class Worker {
  #lines;
  #child;
  constructor(command, args, environment) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...environment } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }
  /** Its next answer; null when it ended without one. */
  async answer() {
    const { value, done } = await this.#lines.next();
    return done ? null : JSON.parse(value);
  }
  async step() {
    this.#child.stdin.write("step\n");
    return this.answer();
  }
  async end() {
    this.#child.stdin.end();
    return this.answer();
  }
}
