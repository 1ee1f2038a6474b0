import * as Plot from "@observablehq/plot";
import { shorten } from "./legend.js";
import { color } from "./palette.js";

/** Pixels of a figure on a page, and on a phone's. */
export const pageWidth = 920;
export const phoneWidth = 380;

/** Small multiples: each item's place in a grid of panels that is as wide as the page. */
export interface Panels {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly at: (i: number) => { readonly fx: number; readonly fy: number };
}

/** At most `most` panels a row on a page, fewer where it is narrower; fewer items get panels of the same size in a narrower figure. */
export function panels(count: number, atMost: number, width: number): Panels {
  const most = width === pageWidth ? atMost : Math.max(1, Math.round((atMost * width) / pageWidth));
  const columns = Math.min(count, most);
  return {
    columns,
    rows: Math.ceil(count / columns),
    width: columns === most ? width : 60 + Math.round(((width - 60) * Math.max(columns, 1.6)) / Math.max(most, 1.6)),
    at: (i) => ({ fx: i % columns, fy: Math.floor(i / columns) }),
  };
}

/** Titles above the panels, cut to their width. */
export function panelTitles(titles: readonly string[], layout: Panels): Plot.Markish {
  const room = layout.width / layout.columns - 24;
  const places = titles.map((title, i) => ({ ...layout.at(i), title, short: shorten(title, room) }));
  return Plot.text(places, {
    fx: "fx",
    fy: "fy",
    text: "short",
    title: "title",
    frameAnchor: "top-left",
    lineAnchor: "bottom",
    dy: -7,
    fill: color("ink"),
    fontWeight: 600,
  });
}

/** Facet scales without axes of their own. */
export const facetScales = (layout: Panels) => ({
  fx: {
    axis: null,
    padding: layout.columns > 1 ? 0.13 : 0,
    domain: Array.from({ length: layout.columns }, (_, i) => i),
  },
  fy: { axis: null, padding: layout.rows > 1 ? 0.22 : 0, domain: Array.from({ length: layout.rows }, (_, i) => i) },
});

/** Lists of at most `size` items. */
export const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** "-2" for the second of several figures of one kind, nothing for the first. */
export const suffix = (i: number): string => (i === 0 ? "" : `-${i + 1}`);
