import type { BackboneModel, Host, ImageFacts } from "@liftjs/contracts";
import { commonSites, shapesOf, type TextPart } from "../host.js";
import { blockSites } from "../transformer/block.js";
import { patchesOf, vitSpecs, type VitArchitecture } from "./architecture.js";
import { vitForward } from "./forward.js";

const sitesInBlocks = (blocks: number): string[] =>
  Array.from({ length: blocks }, (_, i) => blockSites.map((site) => `blocks.${i}.${site}`)).flat();

/** A vision transformer of any size, as its facts say. */
export function vitModel(
  family: string,
  architecture: VitArchitecture,
  facts: ImageFacts,
  text?: TextPart,
): BackboneModel {
  const parameters = [...vitSpecs(architecture), ...(text?.parameters ?? [])];
  const { blocks, width, mlpWidth, heads, patch, registers, projection } = architecture;
  const side = architecture.resolution / patch;
  const common = commonSites(parameters, { projected: projection !== undefined, text: text !== undefined });
  const host: Host = {
    kind: "transformer",
    family,
    blocks,
    width,
    mlpWidth,
    heads,
    patch,
    tokens: 1 + registers + patchesOf(architecture),
    grid: { rows: side, columns: side },
    featureWidth: width,
    sites: new Set([...sitesInBlocks(blocks), "norm", ...common]),
    parameters: shapesOf(parameters),
  };
  return {
    host,
    facts,
    parameters,
    forward: (images, scope) => vitForward(images, architecture, scope),
    ...(projection === undefined ? {} : { imageProjection: "projection" }),
    ...(text ? { text: text.tower } : {}),
  };
}
