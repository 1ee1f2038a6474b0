import { defineInitializer, LiftError, type HostTensor, type InitializerContext } from "@liftjs/contracts";
import { z } from "zod";
import { imagenetTemplates } from "./imagenet-templates.js";
import { addTo, headOf, normalizeRows, row, rowsOf, type Rows } from "./rows.js";

const schema = z.strictObject({
  prompts: z.enum(["name", "template", "ensemble", "descriptions"]).default("template"),
  template: z
    .string()
    .includes("{}", { error: 'must hold "{}", where the class name goes' })
    .default("a photo of a {}."),
  descriptions: z.string().min(1).optional(),
});
export type SemanticInput = z.input<typeof schema>;
type Options = z.output<typeof schema>;

/** @throws LiftError `DATA` that names the classes without a name */
function cleanNames(names: readonly string[], classes: number, where: string): string[] {
  const clean = names.map((name) => name.replaceAll("_", " ").trim());
  const unnamed = Array.from({ length: classes }, (_, c) => c).filter((c) => !clean[c]);
  if (unnamed.length)
    throw new LiftError(
      "DATA",
      `${where} needs a name for every class; classes ${unnamed.slice(0, 5).join(", ")}${unnamed.length > 5 ? ", …" : ""} have none. Add names to the data set or use "class-mean"`,
      { unnamed },
    );
  return clean;
}

async function described(
  context: InitializerContext,
  names: readonly string[],
  file: string | undefined,
  where: string,
): Promise<string[][]> {
  const all = await context.descriptions(file);
  return names.map((name, c) => {
    const texts = all[context.classNames[c] ?? name] ?? all[name];
    if (!texts?.length)
      throw new LiftError(
        "DATA",
        `${where}: no description of class ${c} "${name}"; add it to the descriptions' JSON (class name → texts) or use prompts "template"`,
      );
    return [...texts];
  });
}

/** The prompts of each class. */
async function promptsOf(options: Options, context: InitializerContext, where: string): Promise<string[][]> {
  const names = cleanNames(context.classNames, context.classes, where);
  const fill = (template: string, name: string): string => template.replaceAll("{}", () => name);
  if (options.prompts === "name") return names.map((name) => [name]);
  if (options.prompts === "template") return names.map((name) => [fill(options.template, name)]);
  if (options.prompts === "ensemble")
    return names.map((name) => imagenetTemplates.map((template) => fill(template, name)));
  return described(context, names, options.descriptions, where);
}

/** The mean of each class's unit-length text features `[C, P]`. */
async function textMeans(prompts: readonly (readonly string[])[], context: InitializerContext): Promise<Rows> {
  const { features, width } = await context.textFeatures(prompts.flat());
  const texts = normalizeRows({ data: Float64Array.from(features), width });
  const means = rowsOf(prompts.length, width);
  let at = 0;
  prompts.forEach((own, c) => own.forEach(() => addTo(row(means, c), row(texts, at++), 1 / own.length)));
  return means;
}

/** `text · W` with W the image projection `[P, D]` as it is stored: its transpose takes text back to feature space. */
function unproject(text: Rows, projection: HostTensor): Rows {
  const [inner, width] = projection.shape as [number, number];
  if (inner !== text.width)
    throw new LiftError(
      "SHAPE",
      `the image projection [${projection.shape.join(", ")}] does not take text features of width ${text.width}`,
    );
  const classes = text.data.length / text.width;
  const result = rowsOf(classes, width);
  for (let c = 0; c < classes; c++)
    row(text, c).forEach((v, p) => addTo(row(result, c), projection.data.subarray(p * width, (p + 1) * width), v));
  return result;
}

/**
 * Text features of the classes' names as rows (semantic-aware initialisation).
 * Prompts are encoded and scaled to unit length, averaged per class, taken through the transpose of the image projection where
 * the model has one outside its pool (CLIP ViT), and scaled to unit length again. Underscores in names become spaces.
 * `prompts`: "name" the class name alone · "template" (`template`, default "a photo of a {}.") · "ensemble" 80 ImageNet
 * templates · "descriptions" texts per class from the data set or a JSON of the user's (`descriptions`).
 * Source: LIFT, section 4.3 and Appendix F.
 */
export const semantic = defineInitializer(
  "semantic",
  schema,
  { text: true },
  headOf(async (options, context, where) => {
    const means = normalizeRows(await textMeans(await promptsOf(options, context, where), context));
    const projection = await context.imageProjection();
    return projection ? normalizeRows(unproject(means, projection)) : means;
  }),
);
