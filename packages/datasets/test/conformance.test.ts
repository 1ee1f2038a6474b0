import { join } from "node:path";
import { describeDataset } from "@liftjs/testkit";
import { PIXEL_BYTES } from "../src/cifar/records.js";
import { cifarPlugin } from "../src/cifar/cifar.js";
import { cifar10 } from "../src/cifar/variants.js";
import { placesLtBenchmark } from "../src/lists/benchmarks.js";
import { listPlugin, listSchema } from "../src/lists/list-plugin.js";
import { csvDataset } from "../src/own/csv.js";
import { folderDataset } from "../src/own/folder.js";
import { jsonlDataset } from "../src/own/jsonl.js";
import { tinyImagenetLt } from "../src/tiny-imagenet/tiny-imagenet.js";
import { tinyImagenetSplit } from "../src/tiny-imagenet/split.js";
import { context, makeFolder, onePixel, pictures } from "./helpers/images.js";

const own = { ...pictures("ant", 9), ...pictures("bee", 4), ...pictures("cat", 2) };
const files = Object.keys(own);
const photos = makeFolder(own);
const lists = makeFolder({
  ...own,
  "list.csv": `image,label\n${files.map((file) => `${file},${file.split("/")[0]}`).join("\n")}\n`,
  "list.jsonl": files.map((file) => JSON.stringify({ image: file, label: file.split("/")[0] })).join("\n"),
});

describeDataset(folderDataset, { path: photos }, () => context());
describeDataset(csvDataset, { path: join(lists, "list.csv") }, () => context());
describeDataset(jsonlDataset, { path: join(lists, "list.jsonl") }, () => context());

/** CIFAR-10 with 100 training images a class, labels in turn, black pixels. */
function cifarFolder(): string {
  const batch = (images: number): Buffer => {
    const bytes = Buffer.alloc(images * (1 + PIXEL_BYTES));
    for (let i = 0; i < images; i++) bytes[i * (1 + PIXEL_BYTES)] = i % 10;
    return bytes;
  };
  const train = [1, 2, 3, 4, 5].map((i) => [`cifar-10-batches-bin/data_batch_${i}.bin`, batch(200)]);
  return makeFolder({
    ...Object.fromEntries(train),
    "cifar-10-batches-bin/test_batch.bin": batch(30),
    "cifar-10-batches-bin/batches.meta.txt": "a b c d e f g h i j".replaceAll(" ", "\n"),
  });
}
const cifar = cifarFolder();
describeDataset(cifarPlugin({ ...cifar10, perClass: 100 }, "small CIFAR-10"), { ratio: 10 }, () => context([cifar]));

/** Places-LT with three classes. */
const places = makeFolder({
  "places-lt-train.txt": "a/0.jpg 0\na/1.jpg 0\na/2.jpg 0\nb/0.jpg 1\nb/1.jpg 1\nc/0.jpg 2\n",
  "places-lt-test.txt": "a/8.jpg 0\na/9.jpg 0\nb/8.jpg 1\nc/8.jpg 2\n",
  "places-lt-val.txt": "a/5.jpg 0\nb/5.jpg 1\nc/5.jpg 2\n",
  "places-lt-classnames.txt": "a airfield\nb bar\nc cliff\n",
  ...Object.fromEntries(
    ["a/0", "a/1", "a/2", "a/5", "a/8", "a/9", "b/0", "b/1", "b/5", "b/8", "c/0", "c/5", "c/8"].map((name) => [
      `places/${name}.jpg`,
      onePixel,
    ]),
  ),
});
describeDataset(listPlugin({ ...placesLtBenchmark, classes: 3 }, listSchema), {}, () => context([places]));

/** Tiny ImageNet's layout with two classes and the photos that a small tail keeps. */
const { orders } = tinyImagenetSplit({ classes: 2, perClass: 20, ratio: 2 });
const tiny = makeFolder({
  "tiny-imagenet-200/wnids.txt": "n1\nn2\n",
  "tiny-imagenet-200/words.txt": "n1\ttabby\nn2\tfox\n",
  "tiny-imagenet-200/val/val_annotations.txt": "v0.JPEG\tn1\nv1.JPEG\tn2\nv2.JPEG\tn2\n",
  ...Object.fromEntries([0, 1, 2].map((i) => [`tiny-imagenet-200/val/images/v${i}.JPEG`, onePixel])),
  ...Object.fromEntries(
    orders.flatMap((order, j) =>
      Array.from(order.slice(0, 20), (n) => [`tiny-imagenet-200/train/n${j + 1}/images/n${j + 1}_${n}.JPEG`, onePixel]),
    ),
  ),
});
describeDataset(tinyImagenetLt, { classes: 2, perClass: 20, ratio: 5 }, () => context([tiny]));
