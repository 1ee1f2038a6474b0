import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { LiftError } from "@liftjs/contracts";
import { build } from "esbuild";

/** The runtime's WebAssembly that computes on the graphics card and on the processor. */
const RUNTIME = "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm";

/** The page's code with everything that it imports, as one classic script: a page opened as a file may import no modules. */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./page/main.js", import.meta.url))],
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    write: false,
    legalComments: "inline",
    logLevel: "silent",
    define: { "import.meta.url": "document.baseURI" },
  });
  const [file] = outputFiles;
  if (!file) throw new LiftError("ENGINE", "the page's script was not made; this is a fault of the export");
  return file.text;
}

/** The runtime's WebAssembly, compressed by gzip. @throws LiftError `CAPABILITY` where onnxruntime-web is not installed */
export function runtimeBytes(): Uint8Array {
  try {
    return gzipSync(readFileSync(createRequire(import.meta.url).resolve(RUNTIME)));
  } catch (cause) {
    throw new LiftError(
      "CAPABILITY",
      "a web page needs the package onnxruntime-web, 1.22 or newer; npm install onnxruntime-web, then export again",
      {},
      { cause },
    );
  }
}
