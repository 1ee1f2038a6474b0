import type { PageSettings } from "./settings.js";

/** How the files beside the page hand over what they hold: a page opened as a file may run scripts, and may not fetch. */

export type PartName = keyof PageSettings["parts"];

interface Shared {
  liftSettings?: PageSettings;
  /** Takes base64 text. */
  liftPart?: (text: string) => void;
}
const shared = globalThis as Shared;

export function settings(): PageSettings {
  if (shared.liftSettings) return shared.liftSettings;
  throw new Error("assets/settings.js is missing beside the page; copy the whole folder");
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function readPart(name: PartName, index: number): Promise<Uint8Array<ArrayBuffer>> {
  const path = `assets/${name}-${index}.js`;
  return new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = path;
    script.onerror = () => {
      fail(new Error(`${path} is missing beside the page; copy the whole folder`));
    };
    shared.liftPart = (text) => {
      script.remove();
      done(bytesOf(text));
    };
    document.head.append(script);
  });
}

/** All parts of a file, one after the other. @param progress is told the share that is there, 0 … 1 */
export async function readParts(name: PartName, progress: (share: number) => void): Promise<Blob> {
  const count = settings().parts[name];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < count; i++) {
    parts.push(await readPart(name, i));
    progress((i + 1) / count);
  }
  return new Blob(parts);
}

export const bytesIn = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

export const unzipped = (blob: Blob): Promise<Blob> =>
  new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).blob();
