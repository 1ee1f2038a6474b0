/** Colours by name: on the page they are variables that follow light and dark; in a figure's file they are fixed. */
export const lightColors = {
  ink: "#1c2430",
  muted: "#66707f",
  surface: "#ffffff",
  many: "#2d6cb5",
  medium: "#2b8a6b",
  few: "#cc5a2e",
  c1: "#2d6cb5",
  c2: "#cc5a2e",
  c3: "#2b8a6b",
  c4: "#8457b3",
  c5: "#a57a12",
  c6: "#1f93b8",
  c7: "#bf4479",
  c8: "#6b7484",
} as const;

export const darkColors: Readonly<Record<ColorName, string>> = {
  ink: "#e6e9ee",
  muted: "#98a2b1",
  surface: "#14181f",
  many: "#73aef0",
  medium: "#5fc9a3",
  few: "#f2946b",
  c1: "#73aef0",
  c2: "#f2946b",
  c3: "#5fc9a3",
  c4: "#bb9aea",
  c5: "#e0b84d",
  c6: "#67cbe8",
  c7: "#f08ab6",
  c8: "#a5adba",
};

export type ColorName = keyof typeof lightColors;

/** A colour of the page's palette, for use in a figure. */
export const color = (name: ColorName): string => `var(--${name})`;

const series: readonly ColorName[] = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"];
export const seriesCount = series.length;

/** Colour of the i-th series. */
export const seriesColor = (i: number): string => color(series[i % series.length]!);

/** Plot's names of marks that can be told apart without colour. */
export const seriesSymbol = (
  i: number,
): "circle" | "square" | "triangle" | "diamond2" | "star" | "cross" | "wye" | "hexagon" =>
  (["circle", "square", "triangle", "diamond2", "star", "cross", "wye", "hexagon"] as const)[i % 8]!;

/** A figure on its own: the palette's light values in place of variables. */
export const withFixedColors = (svg: string): string =>
  svg.replace(/var\(--(\w+)\)/g, (whole, name: string) => lightColors[name as ColorName] ?? whole);
