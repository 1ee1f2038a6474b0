import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const sharp = createRequire(new URL("../../../packages/image-ops/package.json", import.meta.url))("sharp");

/** Three classes of noisy colours: 6, 4 and 2 training pictures, 2 test pictures each. */
export async function writePhotos(root, side = 40) {
  for (const [label, [name, train]] of Object.entries([
    ["red", 6],
    ["green", 4],
    ["blue", 2],
  ]))
    // prettier-ignore
    for (const [split, count] of [["train", train], ["test", 2]]) { // prettier-ignore
      const folder = join(root, split, name);
      mkdirSync(folder, { recursive: true });
      for (let i = 0; i < count; i++) {
        const value = (_, k) => (k % 3 === Number(label) ? 180 : 40) + ((k * 31 + i * 17 + (split === "test" ? 7 : 0)) % 60);
        const pixels = Uint8Array.from({ length: side * side * 3 }, value);
        await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).png().toFile(join(folder, `${i}.png`)); // prettier-ignore
      }
    }
}
