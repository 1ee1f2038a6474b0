export interface Found {
  readonly outcome: "read" | "typed" | "untyped" | "over" | "hang";
  readonly detail: string;
}
export function watch(
  reader: string,
  seed: number,
  from: number,
  to: number,
  module?: string,
): Promise<Map<number, Found>>;
