import type { TunedModel } from "../tuned-model.js";

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const percent = (value: number | null | undefined): string => (value == null ? "–" : `${value.toFixed(2)} %`);
const MOST_CLASSES = 40;

function results({ record: { metrics }, tte }: TunedModel): string {
  if (!metrics) return "It has not been evaluated.";
  const { overall, meanClass, many, medium, few } = metrics;
  return `| overall | mean of classes | many | medium | few |
|---|---|---|---|---|
| ${[overall, meanClass, many, medium, few].map(percent).join(" | ")} |

Groups are by the number of training images. Views at test time: ${tte.plugin.name}.`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function classes({ classNames, classCounts }: TunedModel): string {
  const rows = classNames.slice(0, MOST_CLASSES).map((name, c) => `| ${cell(name)} | ${classCounts[c] ?? 0} |`);
  const more = classNames.length - rows.length;
  return `| class | training images |\n|---|---|\n${rows.join("\n")}${more > 0 ? `\n\nand ${more} more.` : ""}`;
}

const frontMatter = ({ base, classNames }: TunedModel): string => `---
library_name: liftjs
pipeline_tag: image-classification
base_model: ${JSON.stringify(base.name)}
tags:
- long-tail
- ${JSON.stringify(`${classNames.length}-classes`)}
---`;

/** A model card made of the records: data, method, results, limits, how to load it. @param loading how this form is loaded, in Markdown */
export function modelCard(model: TunedModel, loading: string): string {
  const { name, base, parts, record, classNames, image } = model;
  const methods = parts.peft.map((p) => p.plugin.name).join(", ") || "none: the head alone";
  const data = record.data
    ? `${textOf(record.data["name"])} (fingerprint \`${record.data.sha256.slice(0, 16)}\`)`
    : "not recorded";
  return `${frontMatter(model)}

# ${name}

A classifier of photos into ${classNames.length} classes, tuned with LiftJS.

- Base model: ${base.name} (sha256 \`${base.sha256.slice(0, 16)}\`)
- Data: ${data}
- Method: ${methods}; classifier ${parts.classifier.plugin.name}, loss ${parts.loss.plugin.name}
- Input: ${image.resolution} × ${image.resolution} pixels, ${image.interpolation}, mean ${image.mean.join(", ")}, deviation ${image.std.join(", ")}

## Results

${results(model)}

## Loading

${loading}

## Limits

It knows its own classes alone: a photo of anything else still gets one of them. Probabilities stand for the class frequencies that the
evaluation assumed; where yours are others, adjust them (\`lift predict --prior\`). The licence of the base model and of the data apply.

## Classes

${classes(model)}
`;
}
