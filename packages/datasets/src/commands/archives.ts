/** An archive that a data set is given away in, as its authors publish it. */
export interface KnownArchive {
  readonly file: string;
  readonly url: string;
  readonly bytes: number;
  readonly md5: string;
}

const toronto = (file: string, bytes: number, md5: string): KnownArchive => ({
  file,
  url: `https://www.cs.toronto.edu/~kriz/${file}`,
  bytes,
  md5,
});

/** By data set; the first is the one that `pull` gets. The md5 sums are those of the authors' page and of the archives in common use. */
export const knownArchives: Readonly<Record<string, readonly KnownArchive[]>> = {
  "cifar10-lt": [
    toronto("cifar-10-python.tar.gz", 170498071, "c58f30108f718f92721af3b95e74349a"),
    toronto("cifar-10-binary.tar.gz", 170052171, "c32a1d4ab5d03f1284b67883e8d87530"),
  ],
  "cifar100-lt": [
    toronto("cifar-100-python.tar.gz", 169001437, "eb9058c3a382ffc7106e4002c42a8d85"),
    toronto("cifar-100-binary.tar.gz", 168513733, "03b5dce01913d631647c71ecec9e9cb8"),
  ],
  "tiny-imagenet-lt": [
    {
      file: "tiny-imagenet-200.zip",
      url: "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
      bytes: 248100043,
      md5: "90528d7ca1a48142e341f4ef8d21d0de",
    },
  ],
};

export const archivesOf = (dataset: string): readonly KnownArchive[] =>
  (Object.hasOwn(knownArchives, dataset) && knownArchives[dataset]) || [];
