import type { Asked, Assessment, Outcome, ReadyModel } from "@liftjs/inference";
import { stringify } from "csv-stringify/sync";
import { say } from "./common.js";
import { assessmentText, photoText } from "./predict-text.js";

/** A form in which predictions are printed. */
export interface Form {
  readonly name: string;
  begin(model: ReadyModel): void;
  photo(photo: Asked, outcome: Outcome): void;
  end(assessment: Assessment | null, counts: { readonly asked: number; readonly failed: number }): void;
}

export interface FormOptions {
  readonly top: number;
  readonly features: boolean;
}

const nothing = (): void => undefined;

/** What JSON says of a photo: `{path, top: [{class, probability}], …}`. */
function jsonOf({ path, label }: Asked, outcome: Outcome, { features }: FormOptions): Record<string, unknown> {
  const said = { path, ...(label === undefined ? {} : { label }) };
  if ("error" in outcome) {
    const { code, message } = outcome.error;
    return { ...said, top: [], error: { code, message } };
  }
  const { top, features: values } = outcome.result;
  return { ...said, top, ...(features ? { features: [...values] } : {}) };
}

const jsonLines = (options: FormOptions): Form => ({
  name: "jsonl",
  begin: nothing,
  photo: (photo, outcome) => {
    say(JSON.stringify(jsonOf(photo, outcome, options)));
  },
  end: nothing,
});

function wholeJson(options: FormOptions): Form {
  const photos: Record<string, unknown>[] = [];
  let about: Record<string, unknown> = {};
  return {
    name: "json",
    begin({ tuned, classNames, engine }) {
      about = { model: tuned.name, classes: classNames, engine };
    },
    photo: (photo, outcome) => {
      photos.push(jsonOf(photo, outcome, options));
    },
    end: (assessment, { failed }) => {
      say(JSON.stringify({ ...about, photos, failed, ...(assessment ? { assessment } : {}) }, null, 1));
    },
  };
}

function csv({ top }: FormOptions): Form {
  const row = (values: readonly unknown[]) => {
    process.stdout.write(stringify([[...values]]));
  };
  const places = Array.from({ length: top }, (_, i) => i + 1);
  return {
    name: "csv",
    begin: () => {
      row(["path", "label", ...places.flatMap((i) => [`class${i}`, `probability${i}`]), "error"]);
    },
    photo({ path, label }, outcome) {
      const guesses = "error" in outcome ? [] : outcome.result.top;
      const cells = places.flatMap((_, i) => [guesses[i]?.class ?? "", guesses[i]?.probability ?? ""]);
      row([path, label ?? "", ...cells, "error" in outcome ? outcome.error.message : ""]);
    },
    end: nothing,
  };
}

function text(): Form {
  let classNames: readonly string[] = [];
  return {
    name: "text",
    begin: (model) => {
      ({ classNames } = model);
    },
    photo: (photo, outcome) => {
      say(photoText(photo, outcome, classNames));
    },
    end: (assessment, { asked, failed }) => {
      if (assessment) say(assessmentText(assessment));
      if (failed) say(`${failed} of ${asked} photos could not be read`);
    },
  };
}

const forms: Readonly<Record<"text" | "csv" | "json" | "jsonl", (options: FormOptions) => Form>> = {
  text,
  csv,
  json: wholeJson,
  jsonl: jsonLines,
};

export const formNamed = (name: keyof typeof forms, options: FormOptions): Form => forms[name](options);
