import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { EntryDefinition, ProgramDefinition, StateSpec } from "@liftjs/core-tensor";
import { frozenName, type FeatureModel } from "../model/features.js";
import { applyEntry, evaluateEntry, partEntry, stepEntry } from "./entries.js";
import {
  applyName,
  evaluateName,
  forwardName,
  gradientName,
  groupName,
  momentumName,
  partName,
  pushName,
  stepName,
} from "./names.js";
import { need, type ProgramPlan } from "./passing.js";
import { forwardEntry, groupEntry, pushEntry } from "./whole-batch.js";

const entriesFor = (
  sizes: readonly number[],
  name: (n: number) => string,
  make: (n: number) => EntryDefinition,
): [string, EntryDefinition][] => [...new Set(sizes)].map((size) => [name(size), make(size)]);

const accumulates = ({ training }: ProgramPlan): boolean =>
  training !== undefined && training.parts.length + training.groups.length > 0;

function stateOf(plan: ProgramPlan): StateSpec[] {
  const { model, feed, training } = plan;
  const of = (name: (n: string) => string) => model.trained.map((p) => ({ name: name(p.name), shape: p.shape }));
  const frozen = feed === "images" ? model.frozen : model.frozen.filter(({ name }) => model.headNeeds.includes(name));
  return [
    ...frozen.map((p) => ({ name: frozenName(p.name), shape: p.shape })),
    ...of((n) => n),
    ...model.kept.map((p) => ({ name: p.name, shape: p.shape })),
    ...(training ? of(momentumName) : []),
    ...(accumulates(plan) ? of(gradientName) : []),
  ];
}

/** The program of a cell: training steps, accumulation and evaluation over one state. */
export function cellProgram(plan: ProgramPlan): ProgramDefinition {
  const { steps = [], parts = [], twice = [], groups = [] } = plan.training ?? {};
  const entries = Object.fromEntries([
    ...entriesFor(steps, stepName, (n) => stepEntry(plan, n)),
    ...entriesFor(parts, partName, (n) => partEntry(plan, n)),
    ...entriesFor(twice, forwardName, (n) => forwardEntry(plan, n)),
    ...entriesFor(groups, groupName, (n) => groupEntry(plan, n)),
    ...entriesFor(twice, pushName, (n) => pushEntry(plan, n)),
    ...(accumulates(plan) ? [[applyName, applyEntry(plan)] as const] : []),
    ...entriesFor(plan.evaluations, evaluateName, (n) => evaluateEntry(plan, n)),
  ]);
  return { state: stateOf(plan), entries, precision: plan.precision };
}

/** A program that only turns images into a frozen model's features. */
export function featureProgram(
  model: FeatureModel,
  sizes: readonly number[],
  precision: "float32" | "bfloat16",
): ProgramDefinition {
  const state = model.frozen.map((p) => ({ name: frozenName(p.name), shape: p.shape }));
  const { resolution } = model.backbone.facts;
  const entry = (size: number): EntryDefinition => ({
    inputs: { input: { shape: [size, resolution, resolution, 3], dtype: "float32" } },
    run: (inputs, s) => ({
      features: model.features(
        need(inputs, "input") as Tensor4D,
        model.scope({ read: (name) => s.read(name), training: false }),
      ),
    }),
  });
  return { state, entries: Object.fromEntries(entriesFor(sizes, evaluateName, entry)), precision };
}
