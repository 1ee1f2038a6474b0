import { attention, gelu, layerNorm, linear, sgdStep, valueAndGradients } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { tokensOf } from "./models.mjs";

/** Names and shapes of the frozen backbone, in PyTorch's layout. */
export function backboneShapes({ patch, width: d, blocks, resolution }) {
  const shapes = {
    "patch.weight": [d, 3 * patch * patch],
    "patch.bias": [d],
    class: [1, 1, d],
    position: [1, tokensOf({ resolution, patch }), d],
  };
  for (let i = 0; i < blocks; i++) {
    Object.assign(shapes, {
      [`${i}.norm1.weight`]: [d],
      [`${i}.norm1.bias`]: [d],
      [`${i}.norm2.weight`]: [d],
      [`${i}.norm2.bias`]: [d],
      [`${i}.qkv.weight`]: [3 * d, d],
      [`${i}.qkv.bias`]: [3 * d],
      [`${i}.out.weight`]: [d, d],
      [`${i}.out.bias`]: [d],
      [`${i}.in.weight`]: [4 * d, d],
      [`${i}.in.bias`]: [4 * d],
      [`${i}.mlp.weight`]: [d, 4 * d],
      [`${i}.mlp.bias`]: [d],
    });
  }
  return { ...shapes, "norm.weight": [d], "norm.bias": [d] };
}

/** Names and shapes of what is trained: AdaptFormer and the head. */
export function tunerShapes({ width: d, blocks, bottleneck: r, classes }) {
  const shapes = { head: [classes, d] };
  for (let i = 0; i < blocks; i++) {
    Object.assign(shapes, {
      [`${i}.a.norm.weight`]: [d],
      [`${i}.a.norm.bias`]: [d],
      [`${i}.a.down.weight`]: [r, d],
      [`${i}.a.down.bias`]: [r],
      [`${i}.a.up.weight`]: [d, r],
      [`${i}.a.up.bias`]: [d],
      [`${i}.a.scale`]: [],
    });
  }
  return shapes;
}

function patches(images, { patch, resolution }) {
  const grid = resolution / patch;
  const batch = images.shape[0];
  const blocks = tf.reshape(images, [batch, grid, patch, grid, patch, 3]);
  return tf.reshape(tf.transpose(blocks, [0, 1, 3, 5, 2, 4]), [batch, grid * grid, 3 * patch * patch]);
}

function adaptFormer(x, p, i) {
  const normal = layerNorm(x, p(`${i}.a.norm.weight`), p(`${i}.a.norm.bias`), 1e-5);
  const low = tf.relu(linear(normal, p(`${i}.a.down.weight`), p(`${i}.a.down.bias`)));
  return tf.mul(linear(low, p(`${i}.a.up.weight`), p(`${i}.a.up.bias`)), p(`${i}.a.scale`));
}

function block(x, p, i, heads) {
  const normal = layerNorm(x, p(`${i}.norm1.weight`), p(`${i}.norm1.bias`), 1e-6);
  const [q, k, v] = tf.split(linear(normal, p(`${i}.qkv.weight`), p(`${i}.qkv.bias`)), 3, 2);
  const mid = tf.add(x, linear(attention(q, k, v, heads), p(`${i}.out.weight`), p(`${i}.out.bias`)));
  const inner = linear(
    layerNorm(mid, p(`${i}.norm2.weight`), p(`${i}.norm2.bias`), 1e-6),
    p(`${i}.in.weight`),
    p(`${i}.in.bias`),
  );
  const mlp = linear(gelu(inner), p(`${i}.mlp.weight`), p(`${i}.mlp.bias`));
  return tf.add(mid, tf.add(mlp, adaptFormer(mid, p, i)));
}

/** Logits `[B, C]` of the tuned model. */
export function logits(m, images, p) {
  const batch = images.shape[0];
  const projected = linear(patches(images, m), p("patch.weight"), p("patch.bias"));
  let x = tf.add(tf.concat([tf.tile(p("class"), [batch, 1, 1]), projected], 1), p("position"));
  for (let i = 0; i < m.blocks; i++) x = block(x, p, i, m.heads);
  const token = tf.reshape(tf.slice(x, [0, 0, 0], [batch, 1, m.width]), [batch, m.width]);
  const feature = layerNorm(token, p("norm.weight"), p("norm.bias"), 1e-6);
  const unit = (t) => tf.div(t, tf.sqrt(tf.sum(tf.square(t), 1, true)));
  return tf.mul(tf.matMul(unit(feature), unit(p("head")), false, true), 25);
}

const loss = (z, labels, classes) => {
  const target = tf.oneHot(labels, classes, 1, 0, "float32");
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(z), target), 1)));
};

/** The forward pass and the training step as a Program's definition. */
export function definition(m, batch, precision = "float32") {
  const frozen = backboneShapes(m);
  const tuned = tunerShapes(m);
  const specs = (shapes, prefix = "") =>
    Object.entries(shapes).map(([name, shape]) => ({ name: prefix + name, shape }));
  const images = { shape: [batch, m.resolution, m.resolution, 3], dtype: "float32" };
  return {
    precision,
    state: [...specs(frozen), ...specs(tuned), ...specs(tuned, "momentum/")],
    entries: {
      forward: {
        inputs: { images },
        run: (inputs, state) => ({ logits: logits(m, inputs.images, (name) => state.read(name)) }),
      },
      train: {
        inputs: { images, labels: { shape: [batch], dtype: "int32" }, rate: { shape: [], dtype: "float32" } },
        run: (inputs, state) => {
          const parameters = Object.fromEntries(Object.keys(tuned).map((name) => [name, state.read(name)]));
          const step = (p) =>
            loss(
              logits(m, inputs.images, (name) => p[name] ?? state.read(name)),
              inputs.labels,
              m.classes,
            );
          const { value, gradients } = valueAndGradients(step, parameters);
          for (const [name, gradient] of Object.entries(gradients)) {
            const momentum = state.read(`momentum/${name}`);
            const next = sgdStep({
              parameter: parameters[name],
              gradient,
              momentum,
              learningRate: inputs.rate,
              momentumFactor: 0.9,
              weightDecay: 5e-4,
            });
            state.assign(name, next.parameter);
            state.assign(`momentum/${name}`, next.momentum);
          }
          return { loss: value };
        },
      },
    },
  };
}
