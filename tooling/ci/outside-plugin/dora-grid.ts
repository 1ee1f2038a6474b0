import { defineGrid } from "@liftjs/grid";

/** A method from another package beside one of ours, on drawn photos and a tiny backbone: seconds. */
export default defineGrid({
  title: "A method from outside",
  base: {
    dataset: { name: "folder", path: "photos" },
    backbone: { family: "clip-vit", width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 },
    epochs: 2,
    batch: 4,
  },
  cells(add) {
    add("adaptformer", { peft: { name: "adaptformer", bottleneck: 2 } });
    add("dora", { peft: { name: "dora", bottleneck: 2 } as never });
  },
});
