import type { Argv } from "yargs";
import { LiftError, pluginsOf, type ModelCard } from "@liftjs/contracts";
import { fetchWeights, findWeights, listWeights, verifyWeights, weightsInfo } from "@liftjs/weights";
import { defineCommand } from "../cli/define-command.js";
import { withWeights } from "../cli/flags.js";
import { exit } from "../cli/guard.js";
import { typed } from "../cli/terminal.js";
import { containerFor } from "../load-plugins.js";
import { foldersFrom } from "../run/environment.js";
import { bytesText, note, say } from "./common.js";

interface Arguments {
  readonly action: "list" | "pull" | "verify" | "info";
  readonly name?: string | undefined;
  readonly weights?: string | undefined;
  readonly json: boolean;
  readonly plugin: string[];
}

type Places = { readonly dirs: readonly string[]; readonly cacheDir: string };

const sizeText = (bytes: number | null): string => (bytes === null ? "" : bytesText(bytes));

function list(cards: readonly ModelCard[], places: Places): void {
  for (const line of listWeights(cards, places))
    say(
      `${line.name.padEnd(20)} ${line.family.padEnd(12)} ${(line.path ? `here, ${sizeText(line.bytes)}` : "not here").padEnd(15)} ${line.license.padEnd(12)} ${line.source}`,
    );
}

function needFile(card: ModelCard, places: Places): string {
  const path = findWeights(card, places);
  if (!path)
    throw new LiftError(
      "WEIGHTS",
      `the weights of ${card.name} are not in ${places.dirs.join(", ")}; get them by ${typed(`lift weights pull ${card.name}`)}`,
    );
  return path;
}

async function pull(card: ModelCard, places: Places): Promise<void> {
  const path = findWeights(card, places) ?? (await fetchWeights(card, { ...places, log: note }));
  say(`${card.name} is in ${path}`);
}

async function verify(card: ModelCard, places: Places): Promise<void> {
  const path = needFile(card, places);
  const { verdict, detail } = await verifyWeights(card, path);
  say(`${verdict}: ${path}: ${detail}`);
  if (verdict === "wrong") process.exitCode = exit.failed;
}

async function info(card: ModelCard, places: Places): Promise<void> {
  say(JSON.stringify({ name: card.name, family: card.family, options: card.options, source: card.weights }, null, 1));
  const path = findWeights(card, places);
  if (!path) {
    note(`not here; get it by ${typed(`lift weights pull ${card.name}`)}`);
    return;
  }
  const { tensors, ...facts } = await weightsInfo(card, path);
  say(JSON.stringify({ ...facts, tensors: Object.keys(tensors).length }, null, 1));
}

async function run({ action, name, weights, json, plugin }: Arguments): Promise<void> {
  const registry = pluginsOf(await containerFor(plugin, null), "model");
  const folders = foldersFrom(weights ? { weights } : {});
  const places = { dirs: folders.weights, cacheDir: folders.cache };
  if (action === "list") {
    if (json) say(JSON.stringify(listWeights(registry.all(), places), null, 1));
    else list(registry.all(), places);
    return;
  }
  if (!name) throw new LiftError("OPTIONS", `lift weights ${action} needs a model, as ${registry.names().join(", ")}`);
  await { pull, verify, info }[action](registry.get(name), places);
}

/** `lift weights`: which models there are, and their files. */
export const weightsCommand = defineCommand({
  command: "weights <action> [name]",
  describe: "list, pull, verify or describe weights",
  builder: (y: Argv) =>
    withWeights(y)
      .positional("action", { choices: ["list", "pull", "verify", "info"] as const, demandOption: true })
      .positional("name", { type: "string", describe: "a model's name" })
      .option("json", { type: "boolean", default: false, describe: "list as JSON; info is JSON anyway" })
      .option("plugin", { type: "string", array: true, default: [] as string[] }),
  handler: run,
});
