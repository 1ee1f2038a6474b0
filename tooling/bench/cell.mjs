/** The bench's model as a cell of the product: its backbone, PEFT, classifier, loss and program, nothing of the bench's own. */
import { clipResnet, vit } from "@liftjs/backbones";
import { classifiers } from "@liftjs/classifiers";
import { createPluginContainer, register } from "@liftjs/contracts";
import { losses } from "@liftjs/losses";
import { adaptFormer } from "@liftjs/peft-adaptformer";
import { tunings } from "@liftjs/peft-bitfit";
import { full } from "@liftjs/peft-full";
import { cellProgram, evaluateName, replayCell, stepName } from "@liftjs/training";

export function cellOf({ tuning, bottleneck, classes, ...backbone }) {
  const container = createPluginContainer();
  register(container, vit, clipResnet, adaptFormer, full, ...tunings, ...classifiers, ...losses);
  const config = {
    backbone,
    peft: [{ name: tuning, ...(bottleneck ? { bottleneck } : {}) }],
    classifier: { name: "cosine", scale: 25 },
    loss: "ce",
    optimizer: { learningRate: 0.01 },
  };
  return replayCell(container, config, { classes, classCounts: Array(classes).fill(1) });
}

/** The program of one task, "forward" or "train", and the name of its entry. */
export function taskOf({ model, optimizer }, { task, batch, precision = "float32" }) {
  const train = task === "train";
  const definition = cellProgram({
    model,
    optimizer,
    feed: "images",
    ...(train ? { training: { steps: [batch], parts: [], twice: [], groups: [] } } : {}),
    evaluations: train ? [] : [batch],
    precision,
  });
  return { definition, entry: train ? stepName(batch) : evaluateName(batch) };
}
