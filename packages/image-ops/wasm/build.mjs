/** Assembles resample.wat and writes its bytes as src/resample/wasm-bytes.ts: `node packages/image-ops/wasm/build.mjs`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openWabt from "wabt";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The assembled bytes of resample.wat in base64. */
export async function assemble() {
  const wabt = await openWabt();
  const module = wabt.parseWat("resample.wat", readFileSync(at("./resample.wat"), "utf8"), { simd: true });
  return Buffer.from(module.toBinary({}).buffer).toString("base64");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = `/** The bytes of wasm/resample.wat, written by wasm/build.mjs. */\nexport const wasmBytes =\n  "${await assemble()}";\n`;
  writeFileSync(at("../src/resample/wasm-bytes.ts"), text);
}
