import { LiftError, definePeft, needParameters, sizeOf } from "@liftjs/contracts";
import { z } from "zod";

/** A CLIP ResNet carries a text tower along, which images never pass. */
const isImageSide = (parameter: string): boolean => !parameter.startsWith("text.");

/** Train every parameter of a ResNet's image side whose name matches. */
const tuneMatching = (name: string, pattern: RegExp, instead: string) =>
  definePeft(name, z.strictObject({}), (host, _options, _data, where) => {
    if (host.kind !== "convolutional")
      throw new LiftError("SITE", `${where} is for ResNets, and "${host.family}" is a ${host.kind}; use ${instead}`, {
        family: host.family,
      });
    const tunes = [...host.parameters.keys()].filter((parameter) => isImageSide(parameter) && pattern.test(parameter));
    needParameters(where, host, tunes);
    return {
      parameters: [],
      tunes,
      hooks: [],
      count: tunes.reduce((sum, parameter) => sum + sizeOf(host.parameters.get(parameter)!), 0),
    };
  });

/** Train every bias of a ResNet: the batch norms' shifts, and the attention pool's biases where there is one. */
export const biasTuning = tuneMatching("bias", /\.bias$/, '"bitfit"');

/** Train scale and shift of every batch norm of a ResNet. Its running mean and variance stay as they are. */
export const batchNormTuning = tuneMatching("batch-norm", /(^|\.)norm\d*\.(weight|bias)$/, '"layernorm"');
