import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import type { CellSettings, GridDefinition } from "@liftjs/grid";

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "liftjs-grid-"));

/** A picture that a tiny model can tell from those of other classes: a class's colour with noise. */
async function picture(path: string, label: number, i: number): Promise<void> {
  const pixels = Uint8Array.from(
    { length: 12 * 12 * 3 },
    (_, k) => (k % 3 === label ? 200 : 40) + ((k * 31 + i * 17) % 40),
  );
  await sharp(pixels, { raw: { width: 12, height: 12, channels: 3 } })
    .png()
    .toFile(path);
}

/** Three classes with 9, 5 and 3 training pictures and 4 test pictures each. */
export async function colourFolder(): Promise<string> {
  const root = temporaryFolder();
  for (const [label, [name, n]] of Object.entries([
    ["red", 9],
    ["green", 5],
    ["blue", 3],
  ] as const)) {
    for (const [split, count] of [
      ["train", n],
      ["test", 4],
    ] as const) {
      const folder = join(root, split, name);
      mkdirSync(folder, { recursive: true });
      for (let i = 0; i < count; i++)
        await picture(join(folder, `${i}.png`), Number(label), i + (split === "test" ? 100 : 0));
    }
  }
  return root;
}

/** A vision transformer of a few thousand parameters. */
export const tinyBackbone = { family: "vit", width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 } as const;

export const tinyCell = (photos: string): CellSettings => ({
  dataset: { name: "folder", path: photos },
  backbone: tinyBackbone,
  peft: { name: "adaptformer", bottleneck: 2 },
  loss: "la",
  initializer: "class-mean",
  augmentation: "minimalist",
  epochs: 2,
  batch: 6,
  optimizer: { learningRate: 0.05 },
  tte: "off",
});

/** Write a grid file that a process can run. */
export function writeGrid(
  folder: string,
  grid: Omit<GridDefinition, "cells" | "rows"> & { rows: Record<string, CellSettings> },
): string {
  const path = join(folder, "grid.ts");
  const { rows, ...rest } = grid;
  writeFileSync(
    path,
    `const rows = ${JSON.stringify(rows)};\nexport default { ...${JSON.stringify(rest)}, cells(add: (row: string, settings: object) => void) { for (const [row, settings] of Object.entries(rows)) add(row, settings); } };\n`,
  );
  return path;
}
