import { createHash } from "node:crypto";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => escapes[c] ?? c);

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** What the page may do: run the scripts beside it and the runtime in them, show pictures that it made. It reaches no network. */
const policy = (style: string): string =>
  [
    "default-src 'none'",
    // A page that was opened as a file is no origin that 'self' could mean.
    "script-src 'self' file: 'wasm-unsafe-eval'",
    `style-src ${hash(style)}`,
    "img-src blob: data:",
    "media-src blob: mediastream:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

/** The page: everything else is in scripts beside it. */
export function indexHtml(name: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy(style))}">
<title>${escaped(name)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(name)}</h1>
<p class="quiet">Photos stay on this device: nothing is sent anywhere.</p>
</header>
<main>
<section id="drop" aria-label="Photos to classify">
<p>Drop or paste photos here, or</p>
<input id="files" type="file" accept="image/*" multiple>
<label class="button" for="files">Choose photos</label>
<button id="camera" class="button" type="button" aria-pressed="false" hidden>Use the camera</button>
</section>
<p id="status" role="status">Starting the model …</p>
<progress id="progress" max="1" value="0" aria-label="Reading the model"></progress>
<section id="results" aria-live="polite" aria-label="Results"></section>
</main>
<noscript><p>This page computes in JavaScript; please allow it.</p></noscript>
<script src="assets/settings.js"></script>
<script src="assets/page.js"></script>
</body>
</html>
`;
}
