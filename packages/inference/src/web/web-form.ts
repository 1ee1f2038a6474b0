import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";
import type { ExportCheck, Exporter, ExportOptions } from "../export/forms.js";
import { checkOnnx } from "../onnx/check.js";
import { forwardOnnx } from "../onnx/forward.js";
import { preprocessingOf, type GraphPreprocessing } from "../onnx/preprocessing.js";
import type { TunedModel } from "../tuned-model.js";
import { pageScript, runtimeBytes } from "./bundle.js";
import { indexHtml } from "./index-html.js";
import type { PageSettings } from "./page/settings.js";

/** Bytes of one part, so that no script becomes longer than a browser takes. */
const PART_BYTES = 6 * 2 ** 20;

/** Write bytes as scripts that hand them over as base64. @returns their paths */
function writeParts(dir: string, name: keyof PageSettings["parts"], bytes: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, i) => {
    const file = `assets/${name}-${i}.js`;
    const part = Buffer.from(bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
    writeAtomically(join(dir, file), `liftPart("${part.toString("base64")}");\n`);
    return file;
  });
}

/** What the page computes with is checked before it is written. */
async function checked(bytes: Uint8Array, tuned: TunedModel, options: ExportOptions): Promise<ExportCheck> {
  const folder = mkdtempSync(join(tmpdir(), "liftjs-web-"));
  try {
    const path = join(folder, "model.onnx");
    writeAtomically(path, bytes);
    return await checkOnnx(path, tuned, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function settingsOf(
  { name, image: { resolution, mean, std } }: TunedModel,
  { views, combine, offsets, classNames, input }: GraphPreprocessing,
  parts: PageSettings["parts"],
): PageSettings {
  return { name, classNames, resolution, mean, std, views, combine, offsets, input: input.name, parts };
}

/** A folder with one page that classifies photos in the browser, from a file or any static host. */
export const webForm: Exporter = {
  name: "web",
  describe: "a page that classifies photos in the browser, offline: open index.html or put the folder on any host",
  async write(tuned, dir, options) {
    const { preprocessing, notes } = preprocessingOf(tuned);
    const runtime = runtimeBytes();
    const onnx = await forwardOnnx(tuned, preprocessing, options.precision);
    const check = await checked(onnx, tuned, options);
    const model = writeParts(dir, "model", onnx);
    const engine = writeParts(dir, "runtime", runtime);
    const settings = settingsOf(tuned, preprocessing, { model: model.length, runtime: engine.length });
    const style = readFileSync(new URL("../../assets/page.css", import.meta.url), "utf8");
    writeAtomically(join(dir, "assets/settings.js"), `liftSettings = ${JSON.stringify(settings)};\n`);
    writeAtomically(join(dir, "assets/page.js"), await pageScript());
    writeAtomically(join(dir, "index.html"), indexHtml(tuned.name, style));
    return {
      files: ["index.html", "assets/page.js", "assets/settings.js", ...model, ...engine],
      check,
      notes: [...notes, "browsers ask before they let a page see the camera, and only on https, localhost or a file"],
    };
  },
};
