import stringWidth from "string-width";
import { color } from "./palette.js";
import { add, type SvgNode } from "./svg.js";

export interface LegendItem {
  readonly label: string;
  readonly color: string;
  readonly shape: "dot" | "ring" | "line" | "dashes" | "tick" | "area";
}

const characterWidth = 6.1;
const lineHeight = 18;
const textStart = 20;

/** Width of text in pixels, near enough for layout without a browser. */
export const textWidth = (text: string): number => stringWidth(text) * characterWidth;

/** Text cut to a width in pixels, with an ellipsis. */
export function shorten(text: string, pixels: number): string {
  if (textWidth(text) <= pixels) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(characters.join("")) > pixels - characterWidth) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** Where each item stands, in lines no wider than `width`. */
function place(items: readonly LegendItem[], width: number): { x: number; line: number }[] {
  let x = 0;
  let line = 0;
  return items.map((item) => {
    const needed = textStart + textWidth(item.label) + 16;
    if (x > 0 && x + needed > width) [x, line] = [0, line + 1];
    const at = { x, line };
    x += needed;
    return at;
  });
}

export const legendHeight = (items: readonly LegendItem[], width: number): number =>
  items.length === 0 ? 0 : (place(items, width).at(-1)!.line + 1) * lineHeight + 6;

const shapes: Readonly<Record<LegendItem["shape"], (g: SvgNode, fill: string) => SvgNode>> = {
  dot: (g, fill) => add(g, "circle", { cx: 7, cy: 0, r: 4, fill }),
  ring: (g, stroke) => add(g, "circle", { cx: 7, cy: 0, r: 4, stroke, fill: "none", "stroke-width": 1.5 }),
  line: (g, stroke) => add(g, "line", { x1: 0, x2: 14, y1: 0, y2: 0, stroke, "stroke-width": 2 }),
  dashes: (g, stroke) =>
    add(g, "line", { x1: 0, x2: 14, y1: 0, y2: 0, stroke, "stroke-width": 2, "stroke-dasharray": "4 3" }),
  tick: (g, stroke) => add(g, "line", { x1: 7, x2: 7, y1: -6, y2: 6, stroke, "stroke-width": 2.5 }),
  area: (g, fill) => add(g, "rect", { x: 1, y: -5, width: 12, height: 10, fill, "fill-opacity": 0.45 }),
};

/** Draw a legend from the top left corner of a figure. */
export function drawLegend(svg: SvgNode, items: readonly LegendItem[], width: number): void {
  const places = place(items, width);
  const legend = add(svg, "g", { "text-anchor": "start", class: "legend" });
  items.forEach((item, i) => {
    const at = places[i]!;
    const g = add(legend, "g", { transform: `translate(${at.x},${at.line * lineHeight + 9})` });
    shapes[item.shape](g, item.color);
    add(g, "text", { x: textStart, dy: "0.35em", fill: color("ink") }, item.label);
  });
}
