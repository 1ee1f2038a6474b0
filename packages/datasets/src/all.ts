import type { DatasetPlugin } from "@liftjs/contracts";
import { emojiLt } from "./emoji/emoji.js";
import { csvDataset } from "./own/csv.js";
import { folderDataset } from "./own/folder.js";
import { jsonlDataset } from "./own/jsonl.js";
import { tinyImagenetLt } from "./tiny-imagenet/tiny-imagenet.js";

/** Every data set of this package. */
export const datasetPlugins: readonly DatasetPlugin[] = [tinyImagenetLt, emojiLt, folderDataset, csvDataset, jsonlDataset];
