import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { CellSettings } from "@liftjs/grid";
import { colourFolder, temporaryFolder, tinyCell } from "./helpers.js";

export const lift = (
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
) =>
  spawnSync(process.execPath, [join(process.cwd(), "packages/run-grid/dist/bin/lift.js"), ...args], {
    encoding: "utf8",
    ...options,
  });

/** A tiny model that was trained by the command, and where. */
export interface Tuned {
  readonly photos: string;
  readonly out: string;
  readonly training: string;
  readonly cell: string;
}

function onlyIn(folder: string): string {
  const [name = ""] = readdirSync(folder);
  return join(folder, name);
}

/** Train a tiny model on three colours, unless the settings say otherwise. */
export async function trainTiny(settings: CellSettings = {}): Promise<Tuned> {
  const photos = await colourFolder();
  const out = temporaryFolder();
  const cell = { ...tinyCell(photos), ...settings };
  const { tte, ...rest } = cell;
  const config = JSON.stringify({ ...rest, evaluation: { tte: tte ?? "off" } });
  const { status, stderr } = lift(["train", "--engine", "cpu", "--config", config, "--out", out]);
  if (status !== 0) throw new Error(stderr);
  return { photos, out, training: onlyIn(join(out, "trainings")), cell: onlyIn(join(out, "cells")) };
}
