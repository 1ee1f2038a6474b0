/** Where the bytes of one image are. */
export type ImageSource =
  | { readonly type: "file"; readonly path: string }
  /** A stretch of an uncompressed file that holds an encoded image. */
  | { readonly type: "slice"; readonly path: string; readonly offset: number; readonly length: number }
  /** A stretch of a file that holds raw bytes, as CIFAR's planes are. */
  | {
      readonly type: "raw";
      readonly path: string;
      readonly offset: number;
      readonly width: number;
      readonly height: number;
      readonly layout: "planes" | "pixels";
    }
  /** A drawing, rasterised at a size on white. */
  | { readonly type: "svg"; readonly svg: string; readonly size: number };

export interface Sample {
  /** Stable name of the sample within its data set, for caches and predictions. */
  readonly id: string;
  readonly source: ImageSource;
  /** 0 … C−1 */
  readonly label: number;
}

export interface LongTailDataset {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly train: readonly Sample[];
  readonly test: readonly Sample[];
  /** Held out of the training source for choices such as rates; never part of `train` or `test`. */
  readonly validation?: readonly Sample[];
  /** Training images per class `[C]`. */
  readonly classCounts: readonly number[];
  /** Group of each class; `groupRule` says in words how groups were made. */
  readonly groups: readonly ("many" | "medium" | "few")[];
  readonly groupRule: string;
  readonly license: string;
  readonly descriptions?: Readonly<Record<string, readonly string[]>>;
}

export interface DatasetContext {
  /** Folders in which data are looked for, in order. */
  readonly dataDirs: readonly string[];
  /** A folder for unpacked archives. */
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/** What is known of a data set before its files are read: enough to plan, never to train. */
export interface DatasetFacts {
  readonly classes: number;
  /** Training images per class `[C]`. */
  readonly classCounts: readonly number[];
  /** Test images. */
  readonly test?: number;
  /** True where the counts are an estimate of the right size and shape. */
  readonly approximate?: boolean;
}

export interface DatasetPlugin<Options = unknown> {
  readonly kind: "dataset";
  readonly name: string;
  readonly about: {
    readonly title: string;
    readonly license: string;
    readonly source: string;
    readonly files: readonly string[];
  };
  parse(raw: unknown): Options;
  /**
   * What of the options says which data are meant; all of them when absent. Neither where files lie nor what a licence says belongs to it:
   * what the files hold is looked at by itself.
   */
  identity?(options: Options): Readonly<Record<string, unknown>>;
  /** Without reading any file, where it is known from the options alone; null where files must be read. */
  facts(options: Options): DatasetFacts | null;
  /** @throws LiftError `DATA` that names what is missing, or which archive is the wrong one, and what to do */
  open(options: Options, context: DatasetContext): Promise<LongTailDataset>;
}
