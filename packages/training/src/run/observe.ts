import type { Sample } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import type { Data } from "../data/data.js";
import { itemsAtOnce, openInputs, type Inputs } from "../data/inputs.js";
import type { ViewSource } from "../data/views.js";
import type { LoadedModel } from "../model/loaded.js";
import { evaluateName } from "../program/names.js";
import { floatsOf } from "../program/host-values.js";
import { firstItems, pass } from "../program/pass.js";
import type { Session } from "../session.js";

/** Images in some views, ready to pass through a cell's program. */
export interface Images {
  readonly samples: readonly Sample[];
  readonly inputs: Inputs;
  /** The size of the program's evaluation entry that they need, in views. */
  readonly size: number;
}

export async function openImages(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  samples: readonly Sample[],
  views: ViewSource,
): Promise<Images> {
  const inputs = await openInputs(session, loaded, data, views);
  return { samples, inputs, size: itemsAtOnce(samples.length, views.views) * views.views };
}

/** What a model makes of images: features `[n·V, D]` and logits `[n·V, C]`, a row a view. */
export interface Observed {
  readonly features: Float32Array;
  readonly width: number;
  readonly logits: Float32Array;
  /** `[n]` */
  readonly labels: Int32Array;
}

type Parts = Pick<Observed, "features" | "logits">;

/** Pass images through a program that holds trained values. @param wanted what is kept of it: features of many images take room */
export async function observe(
  session: Session,
  loaded: LoadedModel,
  program: Program,
  { samples, inputs, size }: Images,
  wanted: { readonly features: boolean },
): Promise<Observed> {
  const width = loaded.model.backbone.host.featureWidth;
  const { classes } = loaded.model;
  const rows = samples.length * inputs.views;
  const out: Parts = {
    features: new Float32Array(wanted.features ? rows * width : 0),
    logits: new Float32Array(rows * classes),
  };
  const stretches = pass({
    program,
    entry: evaluateName(size),
    items: firstItems(samples.length),
    atOnce: size / inputs.views,
    inputs: async (items) => ({ input: { shape: [size, ...inputs.shape], data: await inputs.read(items) } }),
    signal: session.signal,
    progress: (done) => session.progress?.({ phase: "evaluate", done, total: samples.length }),
  });
  for await (const { from, count, outputs } of stretches) {
    const keep = (into: Float32Array, name: string, length: number) => {
      const stride = inputs.views * length;
      into.set(floatsOf(outputs, name).subarray(0, count * stride), from * stride);
    };
    keep(out.logits, "logits", classes);
    if (wanted.features) keep(out.features, "features", width);
  }
  return { ...out, width, labels: Int32Array.from(samples, (s) => s.label) };
}
