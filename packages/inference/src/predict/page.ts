import sharp from "sharp";
import { defaultLimits } from "@liftjs/image-ops";
import { probabilityOfLabel, worstPhotos, type Assessment, type Labelled } from "./assess.js";

const MOST_PHOTOS = 60;
const MOST_COLUMNS = 30;
const SIDE = 160;

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const percent = (value: number): string => `${value.toFixed(1)} %`;

/** A small picture as a `data:` address, so that the page is one file. */
async function thumbnail(path: string): Promise<string> {
  const small = await sharp(path, { limitInputPixels: defaultLimits.maxPixels, failOn: "none" })
    .resize(SIDE, SIDE, { fit: "inside" })
    .webp({ quality: 70 })
    .toBuffer();
  return `data:image/webp;base64,${small.toString("base64")}`;
}

async function figure(photo: Labelled, classNames: readonly string[]): Promise<string> {
  const [first] = photo.result.top;
  const own = percent(100 * probabilityOfLabel(photo, classNames));
  const right = first?.class === photo.label;
  const said = right
    ? "right"
    : `taken for <b>${escape(first?.class ?? "")}</b> (${percent(100 * (first?.probability ?? 0))})`;
  return `<figure><img src="${await thumbnail(photo.path)}" alt=""><figcaption><b>${escape(photo.label)}</b> got ${own}, ${said}<br><small>${escape(photo.path)}</small></figcaption></figure>`;
}

function table({ classes, confusions }: Assessment): string {
  if (classes.length > MOST_COLUMNS) return pairs(confusions);
  const predicted = [...new Set([...classes.map((c) => c.label), ...confusions.map((c) => c.predicted)])];
  const wrong = new Map(confusions.map((c) => [JSON.stringify([c.label, c.predicted]), c.count]));
  const cell = (label: string, other: string, photos: number, accuracy: number) => {
    const count =
      label === other ? Math.round((photos * accuracy) / 100) : (wrong.get(JSON.stringify([label, other])) ?? 0);
    return `<td style="--share:${Math.round((100 * count) / photos)}%"${label === other ? ' class="own"' : ""}>${count || ""}</td>`;
  };
  const head = predicted.map((name) => `<th scope="col">${escape(name)}</th>`).join("");
  const rows = classes.map(
    ({ label, photos, accuracy }) =>
      `<tr><th scope="row">${escape(label)}</th>${predicted.map((other) => cell(label, other, photos, accuracy)).join("")}<td>${percent(accuracy)}</td></tr>`,
  );
  return `<div class="wide"><table><caption>Rows: the class; columns: what the model says</caption><thead><tr><th></th>${head}<th scope="col">accuracy</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** Too many classes for a square: the most frequent mistakes. */
function pairs(confusions: Assessment["confusions"]): string {
  const rows = confusions
    .slice(0, 100)
    .map((c) => `<tr><td>${escape(c.label)}</td><td>${escape(c.predicted)}</td><td>${c.count}</td></tr>`);
  return `<table><thead><tr><th scope="col">class</th><th scope="col">taken for</th><th scope="col">photos</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
.wide{overflow-x:auto}table{border-collapse:collapse}th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid #8885}th[scope=row],td:first-child{text-align:left}caption{text-align:left;padding-bottom:.5rem}
td{background:color-mix(in srgb,#d33 var(--share,0%),transparent)}td.own{background:color-mix(in srgb,#3a3 var(--share,0%),transparent)}
.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:1rem}figure{margin:0}figure img{max-width:100%;height:${SIDE}px;object-fit:contain}small{overflow-wrap:anywhere;opacity:.75}`;

/** One HTML file: accuracy, a named confusion table, and the photos whose own class got the least probability. */
export async function assessmentPage(
  model: string,
  assessment: Assessment,
  photos: readonly Labelled[],
  classNames: readonly string[],
): Promise<string> {
  const worst = worstPhotos(photos, classNames, MOST_PHOTOS);
  const figures: string[] = [];
  for (const photo of worst) figures.push(await figure(photo, classNames));
  const title = `${escape(model)}: ${assessment.photos} photos`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${style}</style></head><body><main>
<h1>${title}</h1><p>Accuracy <b>${percent(assessment.accuracy)}</b> of photos, <b>${percent(assessment.meanClassAccuracy)}</b> in the mean over classes.</p>
<h2>What is taken for what</h2>${table(assessment)}
<h2>The ${worst.length} least certain of their own class</h2><div class="photos">${figures.join("\n")}</div></main></body></html>
`;
}
