import { beforeAll, expect, test } from "@jest/globals";
import type { BackboneFamily, BackboneModel, HostTensor } from "@liftjs/contracts";
import type { SafetensorsFile } from "@liftjs/core-tensor";
import { largestDifference, toTensors, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { clipResnet, clipVit, createScope, dinov2, projectImages, resnet, vit } from "../src/index.js";
import { adopted, openFixture } from "./fixtures.js";

const CLOSE = 1e-4;

const families: Readonly<Record<string, BackboneFamily<never>>> = Object.fromEntries([clipVit, vit, dinov2, clipResnet, resnet].map((family) => [family.name, family as never]));

const all = ["clip-huggingface", "clip-openclip", "vit-timm", "vit-huggingface", "dinov2", "dinov2-registers", "clip-resnet", "resnet"];
const resized = ["clip-openclip", "vit-timm", "dinov2", "dinov2-registers"];
const withText = ["clip-huggingface", "clip-openclip", "clip-resnet"];

interface Outputs {
  readonly features: Float32Array;
  readonly projected: Float32Array | null;
}

function run(model: BackboneModel, values: Record<string, HostTensor>, images: HostTensor): Outputs {
  return tf.tidy(() => {
    const scope = createScope({ parameters: toTensors(values) });
    const features = model.forward(tf.tensor4d(images.data, images.shape as [number, number, number, number]), scope);
    const projects = model.host.sites.has("image.projected");
    return { features: numbers(features), projected: projects ? numbers(projectImages(model, features, scope)) : null };
  });
}

const numbers = (tensor: tf.Tensor): Float32Array => tensor.dataSync().slice() as Float32Array;

const difference = async (got: Float32Array, file: SafetensorsFile, name: string): Promise<number> => largestDifference(got, (await file.read(name)).data);

/** Where each row of ids has its largest. */
const endsOf = ({ data, shape: [count, length] }: HostTensor): number[] =>
  Array.from({ length: count! }, (_, i) => {
    const row = data.subarray(i * length!, (i + 1) * length!);
    return row.indexOf(Math.max(...row));
  });

beforeAll(usePlainJavaScript);

test.each(all)("%s: features as in PyTorch", async (name) => {
  const file = await openFixture(name);
  const { model, values } = await adopted(families[file.metadata["family"]!]!, file);
  const { features, projected } = run(model, values, await file.read("images"));
  expect(await difference(features, file, "features")).toBeLessThan(CLOSE);
  if (model.imageProjection) expect(await difference(projected!, file, "projected")).toBeLessThan(CLOSE);
});

test.each(resized)("%s: features at another resolution", async (name) => {
  const file = await openFixture(name);
  const images = await file.read("resized.images");
  const { model, values } = await adopted(families[file.metadata["family"]!]!, file, { resolution: images.shape[1] });
  expect(await difference(run(model, values, images).features, file, "resized.features")).toBeLessThan(CLOSE);
});

test.each(withText)("%s: text features, of whole rows and of rows cut behind the last end mark", async (name) => {
  const file = await openFixture(name);
  const { model, values } = await adopted(families[file.metadata["family"]!]!, file);
  const tokens = await file.read("tokens");
  const ends = endsOf(tokens);
  for (const kept of [tokens.shape[1]!, Math.max(...ends) + 1]) {
    const got = tf.tidy(() => {
      const ids = tf.slice(tf.tensor2d(tokens.data, tokens.shape as [number, number], "int32"), [0, 0], [ends.length, kept]) as tf.Tensor2D;
      return numbers(model.text!.forward(ids, createScope({ parameters: toTensors(values) }), tf.tensor1d(ends, "int32")));
    });
    expect(await difference(got, file, "text_features")).toBeLessThan(CLOSE);
  }
});
