import type { DatasetPlugin } from "@liftjs/contracts";
import { cifar100Lt, cifar10Lt } from "./cifar/cifar.js";
import { imagenetLt, inaturalist2018, placesLt } from "./lists/list-plugin.js";
import { csvDataset } from "./own/csv.js";
import { folderDataset } from "./own/folder.js";
import { jsonlDataset } from "./own/jsonl.js";
import { tinyImagenetLt } from "./tiny-imagenet/tiny-imagenet.js";

/** Every data set of this package. */
export const datasetPlugins: readonly DatasetPlugin[] = [
  cifar10Lt,
  cifar100Lt,
  tinyImagenetLt,
  imagenetLt,
  placesLt,
  inaturalist2018,
  folderDataset,
  csvDataset,
  jsonlDataset,
];
