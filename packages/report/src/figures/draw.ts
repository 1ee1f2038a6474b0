import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";
import { drawLegend, legendHeight, type LegendItem } from "./legend.js";
import { color } from "./palette.js";
import { roundCoordinates, type SvgNode } from "./svg.js";

export interface Drawing {
  readonly plot: Plot.PlotOptions & { readonly width: number; readonly height: number };
  readonly legend?: readonly LegendItem[];
  /** Read out in place of the picture. */
  readonly description: string;
}

/** An XML document, so that what is written out is XML too. */
const newDocument = (): Document =>
  new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml") as unknown as Document;
type Document = NonNullable<Plot.PlotOptions["document"]>;

/** Styles move to the page, so that it can forbid styles of unknown origin. */
function bare(svg: SvgNode): void {
  for (const style of [...svg.querySelectorAll("style")]) style.remove();
  for (const node of [svg, ...svg.querySelectorAll("*")]) node.removeAttribute("style");
}

/** Plot puts an axis' name at the very top, where a legend stands: it belongs under the legend. */
function lowerAxisName(svg: SvgNode, above: number): void {
  for (const label of svg.querySelectorAll('g[aria-label="y-axis label"]')) {
    const rotated = [...label.querySelectorAll("text")].some((text) =>
      text.getAttribute("transform")?.includes("rotate"),
    );
    if (!rotated) label.setAttribute("transform", `translate(0,${above}) ${label.getAttribute("transform") ?? ""}`);
  }
}

/**
 * Draw with Observable Plot, without a browser.
 * @returns SVG text with the palette's variables, a legend on top, and a description for readers who do not see it
 */
export function draw({ plot, legend = [], description }: Drawing): string {
  const above = legendHeight(legend, plot.width);
  const drawn = Plot.plot({
    ...plot,
    document: newDocument(),
    className: "plot",
    height: plot.height + above,
    marginTop: (plot.marginTop ?? 24) + above,
  });
  const svg = drawn as unknown as SvgNode;
  bare(svg);
  roundCoordinates(svg);
  lowerAxisName(svg, above);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  svg.setAttribute("font-size", "11");
  svg.setAttribute("fill", color("ink"));
  svg.setAttribute("color", color("ink"));
  drawLegend(svg, legend, plot.width);
  return svg.outerHTML;
}

/** The same figure as a file of its own: fixed colours on white. */
export function standalone(svg: string): string {
  return svg.replace(/^<svg [^>]*>/, (open) => `${open}<rect width="100%" height="100%" fill="${color("surface")}"/>`);
}
