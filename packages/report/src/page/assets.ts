import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { darkColors, lightColors } from "../figures/palette.js";

const asset = (name: string): string => readFileSync(new URL(`../../assets/${name}`, import.meta.url), "utf8");

const variables = (colors: Readonly<Record<string, string>>): string =>
  Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

/** The page's style: the palette for light and dark, light on paper, then the layout. */
export const pageStyle = (): string =>
  [
    `:root{${variables(lightColors)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${variables(darkColors)}}}`,
    asset("page.css"),
  ].join("\n");

export const pageScript = (): string => asset("page.js");

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A policy under which the page may do nothing but what it brought along: no network, no foreign script, no foreign style. */
export const contentPolicy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
