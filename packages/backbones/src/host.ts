import type { ParameterSpec, TextTower } from "@liftjs/contracts";

/** The text side of a model: its forward pass and the parameters it adds. */
export interface TextPart {
  readonly tower: TextTower;
  readonly parameters: readonly ParameterSpec[];
}

/** Sites that every model with these parts has besides those of its own layers. */
export function commonSites(
  specs: readonly ParameterSpec[],
  has: { readonly projected: boolean; readonly text: boolean },
): string[] {
  return [
    "pooled",
    ...(has.projected ? ["image.projected"] : []),
    ...(has.text ? ["text.context", "text.projected"] : []),
    ...specs.map(({ name }) => `weights.${name}`),
  ];
}

export const shapesOf = (specs: readonly ParameterSpec[]): Map<string, readonly number[]> =>
  new Map(specs.map(({ name, shape }) => [name, shape]));
