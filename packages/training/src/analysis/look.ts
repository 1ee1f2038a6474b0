import type { Sample } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { equalStretches, oneAhead } from "../batches.js";
import { evaluationSize } from "../evaluate.js";
import { FORWARD_LIMIT, inputsOf, testSource, type Inputs } from "../inputs.js";
import type { TrainingJob } from "../job.js";
import { feedOf } from "../open-program.js";
import { evaluateName } from "../program.js";
import type { LabelledFeatures } from "./geometry.js";

/** Images seen in the plain view, ready to pass through a program. */
export interface Looking {
  readonly samples: readonly Sample[];
  readonly inputs: Inputs;
  /** The size of the program's evaluation entry that it needs. */
  readonly size: number;
}

export async function lookingAt(job: TrainingJob, samples: readonly Sample[]): Promise<Looking> {
  return {
    samples,
    inputs: await inputsOf(job, testSource(job, samples, job.plainView), feedOf(job)),
    size: evaluationSize(samples.length, 1, FORWARD_LIMIT),
  };
}

/** What a model makes of images: features `[n, D]` and logits `[n, C]`. */
export interface Seen extends LabelledFeatures {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
}

/** Pass images through a program that holds trained values. */
export async function look(job: TrainingJob, program: Program, { samples, inputs, size }: Looking): Promise<Seen> {
  const width = job.model.backbone.host.featureWidth;
  const classes = job.dataset.classCounts.length;
  const values = new Float32Array(samples.length * width);
  const logits = new Float32Array(samples.length * classes);
  const all = Int32Array.from(samples, (_, i) => i);
  let done = 0;
  for await (const { item, value } of oneAhead(equalStretches(all, size), (part) => inputs.read(part.items))) {
    job.signal?.throwIfAborted();
    const out = await program.run(evaluateName(size), { input: { shape: [size, ...inputs.shape], data: value } });
    values.set(out["features"]!.data.subarray(0, item.count * width), done * width);
    logits.set(out["logits"]!.data.subarray(0, item.count * classes), done * classes);
    done += item.count;
  }
  return { values, width, logits, labels: Int32Array.from(samples, (s) => s.label) };
}
