import { createRequire } from "node:module";
import { LiftError } from "@liftjs/contracts";

/** Sets of drawings of the Unicode emoji, each an npm package of its artists' work; none is part of this package. */
export const iconSets = {
  noto: "Apache-2.0",
  twemoji: "CC-BY-4.0",
  emojione: "CC-BY-4.0",
  "fluent-emoji-flat": "MIT",
  openmoji: "CC-BY-SA-4.0",
  "noto-v1": "Apache-2.0",
  fxemoji: "Apache-2.0",
} as const;
export type IconSetName = keyof typeof iconSets;

interface Icon {
  readonly body: string;
  readonly width?: number;
  readonly height?: number;
  readonly left?: number;
  readonly top?: number;
}
interface Alias {
  readonly parent: string;
  readonly hFlip?: boolean;
  readonly vFlip?: boolean;
}
interface IconFile {
  readonly icons: Readonly<Record<string, Icon>>;
  readonly aliases?: Readonly<Record<string, Alias>>;
  readonly width?: number;
  readonly height?: number;
}

export interface IconSet {
  readonly name: IconSetName;
  readonly license: string;
  readonly author: string;
  /** Icon name of an emoji's code points (`1f98a`), where the package lists them. */
  readonly byCodePoints: ReadonlyMap<string, string>;
  has(icon: string): boolean;
  /** The drawing as an SVG document, or null when there is none of that name. */
  svg(icon: string, size: number): string | null;
}

const load = createRequire(import.meta.url);
const opened = new Map<IconSetName, IconSet>();

function readPart<T>(name: IconSetName, part: string): T {
  try {
    return load(`@iconify-json/${name}/${part}`) as T;
  } catch (cause) {
    throw new LiftError(
      "DATA",
      `the icon set "${name}" is not installed; run: npm i @iconify-json/${name}`,
      {},
      { cause },
    );
  }
}

/** Packages without a list of code points have names only. */
function readCodePoints(name: IconSetName): Map<string, string> {
  if (name === "emojione") return new Map();
  return new Map(
    Object.entries(readPart<Record<string, string>>(name, "chars.json")).map(([points, icon]) => [
      points.replace(/-fe0f/g, ""),
      icon,
    ]),
  );
}

/**
 * Open an icon set from node_modules, once.
 * @throws LiftError `DATA` when its package is not installed, or states another licence than the one known here
 */
export function openIconSet(name: IconSetName): IconSet {
  const known = opened.get(name);
  if (known) return known;
  const info = readPart<{ license: { spdx: string }; author: { name: string } }>(name, "info.json");
  if (info.license.spdx !== iconSets[name])
    throw new LiftError(
      "DATA",
      `the icon set "${name}" states the licence ${info.license.spdx}; ${iconSets[name]} was expected`,
    );
  const file = readPart<IconFile>(name, "icons.json");
  const set: IconSet = {
    name,
    license: info.license.spdx,
    author: info.author.name,
    byCodePoints: readCodePoints(name),
    has: (icon) => Object.hasOwn(file.icons, icon) || Object.hasOwn(file.aliases ?? {}, icon),
    svg: (icon, size) => drawing(file, icon, size),
  };
  opened.set(name, set);
  return set;
}

function drawing(file: IconFile, name: string, size: number): string | null {
  const alias = (file.aliases && Object.hasOwn(file.aliases, name) && file.aliases[name]) || null;
  const icon = file.icons[alias?.parent ?? name];
  if (!icon) return null;
  const width = icon.width ?? file.width ?? 16;
  const height = icon.height ?? file.height ?? 16;
  const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size}" height="${size}" viewBox="${box}">${flipped(icon.body, alias, width, height)}</svg>`;
}

function flipped(body: string, alias: Alias | null, width: number, height: number): string {
  if (!alias?.hFlip && !alias?.vFlip) return body;
  const shift = `${alias.hFlip ? width : 0} ${alias.vFlip ? height : 0}`;
  return `<g transform="translate(${shift}) scale(${alias.hFlip ? -1 : 1} ${alias.vFlip ? -1 : 1})">${body}</g>`;
}
