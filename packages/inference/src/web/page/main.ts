import type { RgbImage } from "@liftjs/image-ops/pixels";
import { useCamera } from "./camera.js";
import { card, element, type Card } from "./elements.js";
import { openModel, type PageModel } from "./model.js";
import { settings } from "./parts.js";
import { decode, normalised, pixelsOf, viewsOf } from "./pixels.js";
import { scoresOf, type Score } from "./scores.js";

const status = element("status", HTMLElement);
const progress = element("progress", HTMLProgressElement);
const results = element("results", HTMLElement);

async function scores(model: PageModel, image: RgbImage): Promise<Score[]> {
  const views = viewsOf(image, settings());
  return scoresOf(await model.logits(normalised(views, settings()), views.length), settings());
}

async function fill(model: PageModel, image: () => Promise<RgbImage>, into: Card): Promise<void> {
  const began = performance.now();
  try {
    const found = await scores(model, await image());
    into.show(found, (performance.now() - began) / 1000);
  } catch (error) {
    into.fail(error instanceof Error ? error.message : String(error));
  }
}

function thumbnail(file: File): HTMLImageElement {
  const image = new Image();
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.onload = image.onerror = () => {
    URL.revokeObjectURL(image.src);
  };
  return image;
}

/** Photos one after the other, in the order in which they came. */
function queue(model: Promise<PageModel>): (files: Iterable<File>) => void {
  let last: Promise<unknown> = model;
  return (files) => {
    for (const file of files) {
      const shown = card(file.name, thumbnail(file));
      results.prepend(shown.root);
      const decoded = (): Promise<RgbImage> =>
        decode(file).catch(() => Promise.reject(new Error("This is no image that the browser can read.")));
      last = last.then(async () => fill(await model, decoded, shown));
    }
  };
}

function listen(add: (files: Iterable<File>) => void): void {
  const input = element("files", HTMLInputElement);
  const zone = element("drop", HTMLElement);
  input.addEventListener("change", () => {
    add(input.files ?? []);
    input.value = "";
  });
  const over = (event: DragEvent, inside: boolean): void => {
    event.preventDefault();
    zone.classList.toggle("over", inside);
  };
  document.addEventListener("dragover", (event) => { over(event, true); }); // prettier-ignore
  document.addEventListener("dragleave", (event) => { over(event, false); }); // prettier-ignore
  document.addEventListener("drop", (event) => {
    over(event, false);
    add(event.dataTransfer?.files ?? []);
  });
  document.addEventListener("paste", (event) => { add(event.clipboardData?.files ?? []); }); // prettier-ignore
}

async function start(): Promise<PageModel> {
  try {
    const model = await openModel((share) => {
      progress.value = share;
    });
    status.textContent = `Ready: ${settings().classNames.length} classes, computed on this device by ${model.device}.`;
    document.body.dataset["device"] = model.device;
    return model;
  } catch (error) {
    status.textContent = `The model cannot start: ${error instanceof Error ? error.message : String(error)}`;
    document.body.dataset["device"] = "none";
    throw error;
  } finally {
    progress.hidden = true;
  }
}

const model = start();
listen(queue(model));
model.then(
  (ready) => {
    useCamera((video, into) =>
      fill(ready, () => Promise.resolve(pixelsOf(video, video.videoWidth, video.videoHeight)), into),
    );
  },
  () => {
    // The page says so already.
  },
);
