import { LiftError } from "@liftjs/contracts";
import { combineViews } from "@liftjs/training";
import type { Outputs, TunedModel } from "../tuned-model.js";
import { meanRow, softmax, topOf, type Classified, type Outcome } from "./outcome.js";
import { nameOf, viewsOf, type Photo, type ViewSettings } from "./photos.js";
import type { Runner } from "./runner.js";

export interface ClassifySettings {
  readonly tuned: TunedModel;
  readonly runner: Runner;
  readonly views: ViewSettings;
  /** Added to each class's logit `[C]`. */
  readonly offsets: readonly number[];
  readonly top: number;
  readonly signal?: AbortSignal | undefined;
}

/** A photo on its way: its views, or why there are none. */
type Prepared = { readonly index: number; readonly name: string } & (
  { readonly pixels: Float32Array } | { readonly error: LiftError }
);

const typed = (cause: unknown, name: string): LiftError =>
  LiftError.is(cause)
    ? cause
    : new LiftError("DATA", `${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {}, { cause });

async function prepare(photo: Photo, index: number, views: ViewSettings): Promise<Prepared> {
  try {
    const name = nameOf(photo, index);
    return { index, name, pixels: await viewsOf(photo, index, views) };
  } catch (cause) {
    const name = typeof photo === "string" || photo instanceof URL ? String(photo) : nameOf(photo, index);
    return { index, name, error: typed(cause, name) };
  }
}

/** Prepare photos one after the other, since each may take hundreds of megabytes while it is decoded. */
async function prepareAll(photos: readonly Photo[], from: number, views: ViewSettings): Promise<Prepared[]> {
  const out: Prepared[] = [];
  for (const [i, photo] of photos.entries()) out.push(await prepare(photo, from + i, views));
  return out;
}

function resultOf(s: ClassifySettings, name: string, { logits, features }: Outputs): Classified {
  const { tte } = s.views;
  const { classes } = s.tuned.model;
  const views = logits.length / classes;
  const combined = combineViews(logits, views, classes, tte.plugin.combine(tte.options));
  const adjusted = combined.map((z, c) => z + (s.offsets[c] ?? 0));
  const probabilities = softmax(adjusted);
  return {
    name,
    top: topOf(probabilities, s.tuned.classNames, s.top),
    probabilities,
    logits: adjusted,
    features: meanRow(features, views),
  };
}

/** All views of several photos side by side. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

async function runGroup(s: ClassifySettings, group: readonly Prepared[]): Promise<Outcome[]> {
  const pixels = group.flatMap((p) => ("pixels" in p ? [p.pixels] : []));
  const views = s.views.tte.plugin.count(s.views.tte.options);
  const out = await s.runner.run(joined(pixels), pixels.length * views);
  const { classes, backbone } = s.tuned.model;
  const rows = (all: Float32Array, width: number, place: number) =>
    all.slice(place * views * width, (place + 1) * views * width);
  let place = 0;
  return group.map((p): Outcome => {
    if ("error" in p) return p;
    const own = {
      logits: rows(out.logits, classes, place),
      features: rows(out.features, backbone.host.featureWidth, place),
    };
    place++;
    return { index: p.index, name: p.name, result: resultOf(s, p.name, own) };
  });
}

/** Photos in groups of so many. */
async function* inGroups(photos: Iterable<Photo> | AsyncIterable<Photo>, size: number): AsyncGenerator<Photo[]> {
  let group: Photo[] = [];
  for await (const photo of photos) {
    group.push(photo);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length) yield group;
}

/** Classify photos one after the other in batches; one that is no image is named and does not stop the others. */
export async function* classifyEach(
  s: ClassifySettings,
  photos: Iterable<Photo> | AsyncIterable<Photo>,
): AsyncGenerator<Outcome> {
  const views = s.views.tte.plugin.count(s.views.tte.options);
  const size = Math.max(1, Math.floor(s.runner.atOnce / views));
  let from = 0;
  for await (const group of inGroups(photos, size)) {
    s.signal?.throwIfAborted();
    const prepared = await prepareAll(group, from, s.views);
    from += group.length;
    yield* await runGroup(s, prepared);
  }
}
