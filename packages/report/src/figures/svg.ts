/** The part of the DOM that figures use; the stand-in for a browser's gives no types of its own. */
export interface SvgNode {
  readonly tagName: string;
  readonly children: ArrayLike<SvgNode>;
  readonly attributes: ArrayLike<{ readonly name: string; readonly value: string }>;
  readonly ownerDocument: SvgDocument;
  readonly outerHTML: string;
  textContent: string | null;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  removeAttribute(name: string): void;
  append(...nodes: SvgNode[]): void;
  remove(): void;
  querySelectorAll(selector: string): Iterable<SvgNode>;
}
export interface SvgDocument {
  createElementNS(namespace: string, name: string): SvgNode;
}

type Attributes = Readonly<Record<string, string | number>>;

/** Add an SVG element with attributes, and perhaps text. */
export function add(parent: SvgNode, name: string, attributes: Attributes, text?: string): SvgNode {
  const node = parent.ownerDocument.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

const coordinates = new Set([
  "d",
  "transform",
  "points",
  "x",
  "y",
  "x1",
  "x2",
  "y1",
  "y2",
  "cx",
  "cy",
  "r",
  "width",
  "height",
]);
const rounded = (text: string): string =>
  text.replace(/-?\d+\.\d{2,}(e-?\d+)?(?!em|\d)/g, (number) => String(+Number(number).toFixed(1)));

/** Coordinates to a tenth of a pixel: a page with many classes becomes less than half as long. */
export function roundCoordinates(root: SvgNode): void {
  for (const node of root.querySelectorAll("*"))
    for (const { name, value } of Array.from(node.attributes)) {
      if (coordinates.has(name)) node.setAttribute(name, rounded(value));
    }
}
