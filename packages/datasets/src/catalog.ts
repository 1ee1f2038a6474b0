import type { z } from "zod";
import type { CifarInput } from "./cifar/cifar.js";
import type { inaturalistSchema, listSchema } from "./lists/list-plugin.js";
import type { csvSchema } from "./own/csv.js";
import type { folderSchema } from "./own/folder.js";
import type { jsonlSchema } from "./own/jsonl.js";
import type { tinyImagenetSchema } from "./tiny-imagenet/options.js";

declare module "@liftjs/contracts" {
  interface DatasetCatalog {
    "cifar10-lt": CifarInput;
    "cifar100-lt": CifarInput;
    "imagenet-lt": z.input<typeof listSchema>;
    "places-lt": z.input<typeof listSchema>;
    inaturalist2018: z.input<typeof inaturalistSchema>;
    "tiny-imagenet-lt": z.input<typeof tinyImagenetSchema>;
    folder: z.input<typeof folderSchema>;
    csv: z.input<typeof csvSchema>;
    jsonl: z.input<typeof jsonlSchema>;
  }
}
