import type { HostTensor } from "@liftjs/contracts";
import type { FeatureModel } from "../model/features.js";

type Values = Readonly<Record<string, HostTensor>>;

/** Length of each row of a weight `[C, D]`. */
export function rowNorms({ shape, data }: HostTensor): number[] {
  const [rows, width] = shape as readonly [number, number];
  return Array.from({ length: rows }, (_, c) => Math.hypot(...data.subarray(c * width, (c + 1) * width)));
}

/** The learned scale of each block, 0 where a block has no module; null where no method has such scales. */
export function blockScales(
  { attachments, backbone }: Pick<FeatureModel, "attachments" | "backbone">,
  values: Values,
): number[] | null {
  const found = attachments.flatMap(({ name, attachment }) =>
    (attachment.blockScales ?? []).map(({ block, parameter }) => ({
      block,
      scale: values[`${name}.${parameter}`]?.data[0] ?? 0,
    })),
  );
  if (!found.length) return null;
  const scales = new Array<number>(backbone.host.blocks).fill(0);
  for (const { block, scale } of found) scales[block] = scale;
  return scales;
}
