import { approximateCounts, placesCounts } from "./counts.js";

const AUTHORS = "https://github.com/shijxcs/LIFT (datasets/) or https://github.com/shijxcs/LIFT-plus";

/** Computed when it is first asked for. */
function once(make: () => readonly number[]): () => readonly number[] {
  let made: readonly number[] | undefined;
  return () => (made ??= make());
}

/** What is known of a benchmark that comes as lists of images. */
export interface ListBenchmark {
  readonly name: string;
  readonly title: string;
  readonly classes: number;
  /** Names of each list, the authors' first. */
  readonly lists: {
    readonly train: readonly string[];
    readonly test: readonly string[];
    readonly validation?: readonly string[];
  };
  /** The file of class names, or iNaturalist's categories. */
  readonly names: readonly string[];
  /** Images in each list. */
  readonly sizes: { readonly train: number; readonly test: number; readonly validation?: number };
  /** Training images of each class, as far as they are known without the list. */
  readonly counts: { readonly exact: boolean; of(): readonly number[] };
  /** Where the authors keep the class names, and the descriptions where there are some. */
  readonly namesSource: string;
  /** sha256 of the authors' names, one a line in label order, spaces for underscores. */
  readonly namesSha256?: string;
  /** Files of class descriptions, class name → texts. */
  readonly descriptions?: readonly string[];
  /** Names that people give to the folder of images. */
  readonly roots: readonly string[];
  readonly license: string;
  readonly source: string;
}

export const imagenetLtBenchmark: ListBenchmark = {
  name: "imagenet-lt",
  title: "ImageNet-LT (Liu et al. 2019)",
  classes: 1000,
  lists: {
    train: ["ImageNet_LT_train.txt", "imagenet-lt-train.txt"],
    test: ["ImageNet_LT_test.txt", "imagenet-lt-test.txt"],
    validation: ["ImageNet_LT_val.txt", "imagenet-lt-val.txt"],
  },
  names: ["imagenet-lt-classnames.txt", "ImageNet_LT_classnames.txt", "ImageNet_LT/classnames.txt"],
  namesSource: AUTHORS,
  namesSha256: "571ae1c583b4be7da87519494c52bf405a46af05d5815627c7a0dee997068b60",
  descriptions: ["descriptors_imagenet.json", "utils/descriptors_imagenet.json"],
  sizes: { train: 115846, test: 50000, validation: 20000 },
  counts: { exact: false, of: once(() => approximateCounts(1280, 5, 1000, 115846)) },
  roots: ["imagenet", "ImageNet", "ILSVRC2012", "imagenet-lt", "ImageNet_LT"],
  license: "ImageNet's terms: non-commercial research",
  source: "https://image-net.org (images) and https://github.com/zhmiao/OpenLongTailRecognition-OLTR (lists)",
};

export const placesLtBenchmark: ListBenchmark = {
  name: "places-lt",
  title: "Places-LT (Liu et al. 2019)",
  classes: 365,
  lists: {
    train: ["Places_LT_train.txt", "places-lt-train.txt"],
    test: ["Places_LT_test.txt", "places-lt-test.txt"],
    validation: ["Places_LT_val.txt", "places-lt-val.txt"],
  },
  names: ["places-lt-classnames.txt", "Places_LT_classnames.txt", "Places_LT/classnames.txt"],
  namesSource: AUTHORS,
  namesSha256: "0e46ec60f7ab0d1e7bf4b1b777e437cfeff97b243fd507a574efe753dcf469f4",
  sizes: { train: 62500, test: 36500, validation: 7300 },
  counts: { exact: true, of: () => placesCounts },
  roots: ["places", "Places", "places365", "Places365", "places-lt", "Places_LT"],
  license: "Places' terms: non-commercial research",
  source: "http://places2.csail.mit.edu (images) and https://github.com/zhmiao/OpenLongTailRecognition-OLTR (lists)",
};

export const inaturalistBenchmark: ListBenchmark = {
  name: "inaturalist2018",
  title: "iNaturalist 2018 (Van Horn et al. 2018)",
  classes: 8142,
  lists: {
    train: ["iNaturalist18_train.txt", "inat2018-train.txt"],
    test: ["iNaturalist18_val.txt", "inat2018-val.txt"],
  },
  names: ["categories.json", "inat2018-categories.json"],
  namesSource: "https://github.com/visipedia/inat_comp/tree/master/2018",
  sizes: { train: 437513, test: 24426 },
  counts: { exact: false, of: once(() => approximateCounts(1000, 2, 8142, 437513)) },
  roots: ["inaturalist2018", "iNaturalist18", "inat2018", "iNaturalist2018"],
  license: "iNaturalist's terms: non-commercial research; each photo has its own licence",
  source: "https://github.com/visipedia/inat_comp/tree/master/2018",
};
