import type { z } from "zod";
import type { clipResnetSchema, resnetSchema } from "./resnet/options.js";
import type { clipVitSchema, dinov2Schema, vitSchema } from "./vit/options.js";

declare module "@liftjs/contracts" {
  interface BackboneCatalog {
    "clip-vit": z.input<typeof clipVitSchema>;
    vit: z.input<typeof vitSchema>;
    dinov2: z.input<typeof dinov2Schema>;
    "clip-resnet": z.input<typeof clipResnetSchema>;
    resnet: z.input<typeof resnetSchema>;
  }
}
