import { beforeAll, expect, test } from "@jest/globals";
import type { BackboneModel, HostTensor } from "@liftjs/contracts";
import type { SafetensorsFile } from "@liftjs/tensor-files";
import { largestDifference, toTensors, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { createScope, projectImages } from "@liftjs/core-tensor";
import { adopted, endsOf, everyCase, openFixture } from "./fixtures.js";

const CLOSE = 1e-4;

const resized = ["clip-openclip", "vit-timm", "dinov2", "dinov2-registers"];

interface Outputs {
  readonly features: Float32Array;
  readonly projected: Float32Array | null;
}

function run(model: BackboneModel, values: Record<string, HostTensor>, images: HostTensor): Outputs {
  const outputs: Outputs[] = [];
  tf.tidy(() => {
    const scope = createScope({ parameters: toTensors(values) });
    const features = model.forward(tf.tensor4d(images.data, images.shape as [number, number, number, number]), scope);
    const projects = model.host.sites.has("image.projected");
    outputs.push({
      features: numbers(features),
      projected: projects ? numbers(projectImages(model, features, scope)) : null,
    });
  });
  return outputs[0]!;
}

const numbers = (tensor: tf.Tensor): Float32Array => tensor.dataSync().slice() as Float32Array;

const difference = (got: Float32Array, file: SafetensorsFile, name: string): number =>
  largestDifference(got, file.read(name).data);

beforeAll(usePlainJavaScript);

test.each(everyCase)("%s: features as in PyTorch", (name) => {
  const file = openFixture(name);
  const { model, values } = adopted(file);
  const { features, projected } = run(model, values, file.read("images"));
  expect(difference(features, file, "features")).toBeLessThan(CLOSE);
  if (model.imageProjection) expect(difference(projected!, file, "projected")).toBeLessThan(CLOSE);
});

test.each(resized)("%s: features at another resolution", (name) => {
  const file = openFixture(name);
  const images = file.read("resized.images");
  const { model, values } = adopted(file, { resolution: images.shape[1] });
  expect(difference(run(model, values, images).features, file, "resized.features")).toBeLessThan(CLOSE);
});

test("text features of whole rows, and of rows cut behind the last end mark", () => {
  const file = openFixture("clip-resnet");
  const { model, values } = adopted(file);
  const tokens = file.read("tokens");
  const ends = endsOf(tokens);
  for (const kept of [tokens.shape[1]!, Math.max(...ends) + 1]) {
    const got = tf.tidy(() => {
      const ids = tf.slice<tf.Rank.R2, tf.Tensor2D>(
        tf.tensor2d(tokens.data, tokens.shape as [number, number], "int32"),
        [0, 0],
        [ends.length, kept],
      );
      return numbers(
        model.text!.forward(ids, createScope({ parameters: toTensors(values) }), tf.tensor1d(ends, "int32")),
      );
    });
    expect(difference(got, file, "text_features")).toBeLessThan(CLOSE);
  }
});
