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
  interface ModelCatalog {
    "clip-vit-b32": "clip-vit";
    "clip-vit-b16": "clip-vit";
    "clip-vit-l14": "clip-vit";
    "clip-vit-l14-336": "clip-vit";
    "in21k-vit-b16": "vit";
    "in21k-vit-b16-384": "vit";
    "in21k-vit-l16": "vit";
    "in21k-vit-l16-384": "vit";
    "vit-b16-augreg2-in21k-ft-in1k": "vit";
    "vit-b16-augreg-in21k": "vit";
    "vit-l16-augreg-in21k": "vit";
    "dinov2-s14": "dinov2";
    "dinov2-b14": "dinov2";
    "dinov2-l14": "dinov2";
    "dinov2-s14-reg": "dinov2";
    "dinov2-b14-reg": "dinov2";
    "dinov2-l14-reg": "dinov2";
    "dinov2-s14-saliency": "dinov2";
    "clip-rn50": "clip-resnet";
    "clip-rn101": "clip-resnet";
    resnet50: "resnet";
    resnet101: "resnet";
    resnet152: "resnet";
    "resnet50-a1": "resnet";
    "resnet101-a1h": "resnet";
    "resnet152-a1h": "resnet";
  }
}
