import type { Argv } from "yargs";
import { join } from "node:path";
import { LiftError, pluginsOf, type DatasetContext, type DatasetPlugin } from "@liftjs/contracts";
import { archivesOf, datasetInfo, datasetRows, parseDatasetSpec, verifyArchive, verifyDataset } from "@liftjs/datasets";
import { download } from "@liftjs/weights";
import { defineCommand } from "../cli/define-command.js";
import { exit } from "../cli/guard.js";
import { containerFor } from "../load-plugins.js";
import type { Folders } from "@liftjs/training";
import { foldersFrom } from "../run/environment.js";
import { note, say } from "./common.js";

interface Arguments {
  readonly action: "list" | "pull" | "verify" | "info";
  readonly name?: string | undefined;
  readonly data?: string | undefined;
  readonly plugin: string[];
  readonly json: boolean;
}

interface Asked {
  readonly plugin: DatasetPlugin;
  readonly raw: unknown;
  readonly context: DatasetContext;
  readonly folders: Folders;
}

async function pull({ plugin, folders }: Asked): Promise<void> {
  const [archive] = archivesOf(plugin.name);
  if (!archive)
    throw new LiftError(
      "DATA",
      `${plugin.name} cannot be downloaded by a program: get ${plugin.about.files.join(", ") || "it"} from ${plugin.about.source} and put it into ${folders.data[0]}`,
    );
  const target = join(folders.cache, "data", archive.file);
  await download(archive.url, target, { bytes: archive.bytes }, { log: note });
  const finding = await verifyArchive(target, archive);
  if (!finding.ok) throw new LiftError("DATA", finding.text);
  say(`${archive.file} is in ${target}`);
}

async function verify({ plugin, raw, context }: Asked): Promise<void> {
  const { ok, findings } = await verifyDataset(plugin, raw, context);
  for (const { ok: good, text } of findings) say(`${good ? "ok   " : "WRONG"} ${text}`);
  if (!ok) process.exitCode = exit.failed;
}

async function info({ plugin, raw, context }: Asked): Promise<void> {
  datasetInfo(await plugin.open(plugin.parse(raw), context)).forEach(say);
}

async function list(plugins: readonly DatasetPlugin[], { data }: Folders): Promise<void> {
  for (const row of datasetRows(plugins, data))
    say(
      `${row.name.padEnd(18)} ${(row.found === null ? "missing" : row.found || "built in").slice(0, 26).padEnd(26)} ${row.title} (${row.license})`,
    );
}

async function run({ action, name, data, json, plugin: specifiers }: Arguments): Promise<void> {
  const registry = pluginsOf(await containerFor(specifiers, null), "dataset");
  const folders = foldersFrom(data ? { data } : {});
  if (action === "list") {
    if (json) say(JSON.stringify(datasetRows(registry.all(), folders.data), null, 1));
    else await list(registry.all(), folders);
    return;
  }
  if (!name) throw new LiftError("OPTIONS", `lift datasets ${action} needs a name, as ${registry.names().join(", ")}`);
  const { name: base, ...raw } = parseDatasetSpec(name);
  const context = { dataDirs: folders.data, cacheDir: join(folders.cache, "data"), log: note };
  await { pull, verify, info }[action]({ plugin: registry.get(base), raw, context, folders });
}

/** `lift datasets`: what there is, what it holds, whether it is the right thing. */
export const datasetsCommand = defineCommand({
  command: "datasets <action> [name]",
  describe: "list, pull, verify or describe data sets",
  builder: (y: Argv) =>
    y
      .positional("action", { choices: ["list", "pull", "verify", "info"] as const, demandOption: true })
      .positional("name", { type: "string", describe: "NAME[/ratio], folder:PATH, csv:FILE, jsonl:FILE" })
      .option("data", { type: "string", describe: "folder with data sets" })
      .option("json", { type: "boolean", default: false, describe: "with list: as JSON" })
      .option("plugin", { type: "string", array: true, default: [] as string[] }),
  handler: run,
});
