import type { BackboneModel, Host, ImageFacts } from "@liftjs/contracts";
import { commonSites, shapesOf, type TextPart } from "../host.js";
import { bottlenecks, finalWidth, resnetSpecs, type ResnetArchitecture } from "./architecture.js";
import { resnetForward } from "./forward.js";
import { STRIDE } from "./options.js";

/** A residual network of any size; `blocks` of its host counts bottlenecks, and what only transformers have is 0. */
export function resnetModel(
  family: string,
  architecture: ResnetArchitecture,
  facts: ImageFacts,
  text?: TextPart,
): BackboneModel {
  const parameters = [...resnetSpecs(architecture), ...(text?.parameters ?? [])];
  const { attentionPool } = architecture;
  const host: Host = {
    kind: "convolutional",
    family,
    blocks: bottlenecks(architecture).length,
    width: finalWidth(architecture),
    mlpWidth: 0,
    heads: attentionPool?.heads ?? 0,
    patch: STRIDE,
    tokens: 0,
    featureWidth: attentionPool?.projection ?? finalWidth(architecture),
    sites: new Set(commonSites(parameters, { projected: attentionPool !== undefined, text: text !== undefined })),
    parameters: shapesOf(parameters),
  };
  return {
    host,
    facts,
    parameters,
    forward: (images, scope) => resnetForward(images, architecture, scope),
    ...(text ? { text: text.tower } : {}),
  };
}
