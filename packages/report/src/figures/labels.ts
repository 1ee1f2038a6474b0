import { shorten, textWidth } from "./legend.js";

export interface LabelledPoint {
  /** Pixels from the top left. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}
export interface PlacedLabel {
  readonly text: string;
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "middle" | "end";
}
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const sides: readonly Omit<PlacedLabel, "text">[] = [
  { dx: 9, dy: 0, anchor: "start" },
  { dx: -9, dy: 0, anchor: "end" },
  { dx: 0, dy: -12, anchor: "middle" },
  { dx: 0, dy: 13, anchor: "middle" },
  { dx: 9, dy: -11, anchor: "start" },
  { dx: 9, dy: 11, anchor: "start" },
];
const height = 12;
const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function boxOf(point: LabelledPoint, { dx, dy, anchor }: (typeof sides)[number], width: number): Box {
  const left = point.x + dx - (anchor === "start" ? 0 : anchor === "end" ? width : width / 2);
  return { left, right: left + width, top: point.y + dy - height / 2, bottom: point.y + dy + height / 2 };
}

/** A label for every point that has room for one beside it; null where all places are taken. */
export function placeLabels(points: readonly LabelledPoint[], frame: Box, longest = 170): (PlacedLabel | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  return points.map((point, i) => {
    const text = shorten(point.text, longest);
    const own = taken[i]!;
    for (const side of sides) {
      const box = boxOf(point, side, textWidth(text));
      const inside =
        box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
      if (!inside || taken.some((other) => other !== own && overlap(box, other))) continue;
      taken.push(box);
      return { text, dx: side.dx, dy: side.dy, anchor: side.anchor };
    }
    return null;
  });
}
