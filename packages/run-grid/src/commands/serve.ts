import type { CommandModule } from "yargs";
import { LiftError } from "@liftjs/contracts";
import { createServer } from "@liftjs/inference";
import { note, say } from "./common.js";
import { openModel, withModel, type ModelFlags } from "./tuned-model.js";

interface Arguments extends ModelFlags {
  readonly port: number;
  readonly host: string;
  readonly page?: string;
  readonly maxMegabytes: number;
  readonly maxMegapixels: number;
  readonly maxPhotos: number;
  readonly maxPending: number;
  readonly timeout: number;
}

/** Resolves at Ctrl-C or SIGTERM. */
const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("SIGINT", () => {
      resolve();
    });
    process.once("SIGTERM", () => {
      resolve();
    });
  });

function check({ maxMegabytes, maxMegapixels, maxPhotos, maxPending, timeout }: Arguments): void {
  for (const [name, value] of Object.entries({ maxMegabytes, maxMegapixels, maxPhotos, maxPending, timeout }))
    if (!(value > 0)) throw new LiftError("OPTIONS", `${name} is ${value}; give a number above 0`);
}

async function run(a: Arguments): Promise<void> {
  check(a);
  const maxBytes = Math.ceil(a.maxMegabytes * 2 ** 20);
  const model = await openModel(a, { maxFileBytes: maxBytes, maxPixels: Math.ceil(a.maxMegapixels * 1e6) });
  const { page, maxPhotos, maxPending, timeout: seconds } = a;
  const server = await createServer(model, { page, maxBytes, maxPhotos, maxPending, seconds, log: note });
  try {
    const stop = stopped();
    const address = await server.listen({ port: a.port, host: a.host });
    say(`${model.tuned.name}: ${model.classNames.length} classes at ${address} (${model.engine})`);
    say(`  curl --data-binary @photo.jpg -H 'content-type: image/jpeg' ${address}/classify`);
    await stop;
    note("stopping: what has begun is answered");
  } finally {
    await server.close();
    model.dispose();
  }
}

/** `lift serve`: a tuned model over HTTP. */
export const serveCommand: CommandModule<object, Arguments> = {
  command: "serve <model>",
  describe: "classify photos over HTTP",
  builder: (y) =>
    withModel(y)
      .option("port", { type: "number", default: 8000, describe: "0 takes a free one" })
      .option("host", { type: "string", default: "127.0.0.1", describe: "0.0.0.0 is open to the network" })
      .option("page", { type: "string", describe: "folder of lift export --as web, shown at /" })
      .option("max-megabytes", { type: "number", default: 20, describe: "size of a request" })
      .option("max-megapixels", { type: "number", default: 50, describe: "size of a decoded photo" })
      .option("max-photos", { type: "number", default: 16, describe: "photos of a request" })
      .option("max-pending", { type: "number", default: 256, describe: "photos that may wait" })
      .option("timeout", { type: "number", default: 30, describe: "seconds until a request is given up" }) as never,
  handler: run,
};
