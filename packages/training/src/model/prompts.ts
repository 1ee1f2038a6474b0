import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { LiftError, type Attachment, type BackboneModel, type Scope, type Tokenizer } from "@liftjs/contracts";
import { endPositions } from "@liftjs/core-tensor";

/** Token ids of every class's prompt, and where each ends. */
export interface ClassPrompts {
  /** `[C, T]` */
  readonly tokens: Int32Array;
  readonly length: number;
  /** `[C]` */
  readonly ends: Int32Array;
}

/** The template of the one method whose rows are text features, or null. @throws LiftError `OPTIONS` for two that differ */
export function templateOf(
  attachments: readonly { readonly name: string; readonly attachment: Attachment }[],
): string | null {
  const asking = attachments.filter(({ attachment }) => attachment.textRows);
  const templates = new Set(asking.flatMap(({ attachment }) => attachment.textRows?.template ?? []));
  if (templates.size > 1)
    throw new LiftError(
      "OPTIONS",
      `${asking.map((a) => `peft "${a.name}"`).join(" and ")} write the prompts differently; give them one template, or use one of them`,
    );
  return [...templates][0] ?? null;
}

/** Fill class names into a template; underscores become spaces. Tokens behind the longest prompt are cut off. */
export function classPrompts(template: string, classNames: readonly string[], tokenizer: Tokenizer): ClassPrompts {
  return promptsOf(classNames.map((name) => tokenizer.encode(template.replaceAll("{}", name.replaceAll("_", " ")))));
}

/** Prompts from their token ids, a row for each class. */
export function promptsOf(rows: readonly Int32Array[]): ClassPrompts {
  const ends = Int32Array.from(rows.flatMap((row) => [...endPositions(row, row.length)]));
  const length = Math.max(...ends) + 1;
  return { tokens: Int32Array.from(rows.flatMap((row) => [...row.subarray(0, length)])), length, ends };
}

/** Text features of the prompts as the classifier's rows, `[C, P]`. */
export function promptRows(model: BackboneModel, prompts: ClassPrompts | undefined, scope: Scope): Tensor2D {
  if (!prompts || !model.text)
    throw new LiftError(
      "ENGINE",
      "the classes' prompts are not there yet: assemble the cell with them before it computes",
    );
  const tokens = tf.tensor2d(prompts.tokens, [prompts.ends.length, prompts.length], "int32");
  return model.text.forward(tokens, scope, tf.tensor1d(prompts.ends, "int32"));
}
