/** Where our cells are not the authors' runs on purpose: what differs, and why. Nothing else is meant to. */
export const deviations = [
  {
    what: "float32 throughout",
    theirs: "half precision or automatic mixed precision, LayerNorms in float32",
    why: "results are the same on every machine; bfloat16 is an option of a cell",
  },
  {
    what: "random numbers are ours",
    theirs: "PyTorch's generators: order of images, crops, starts of projections, masks of arbitrary tuning",
    why: "they cannot be repeated without PyTorch; distributions are the same. CIFAR-100-LT's images are the same ones: NumPy's generator is repeated",
  },
  {
    what: "LIFT's batches are not cut into parts that have a loss of their own",
    theirs: "parts of 128 images, which is a whole batch",
    why: "accumulation is exact here, so that results do not depend on memory; LIFT+'s large models accumulate as its scripts do (`accumulation`)",
  },
  {
    what: "arbitrary tuning chooses entries of weight and bias together in LIFT+ too",
    theirs: "LIFT+ chooses entries of the weight and of the bias by masks of their own",
    why: "the share that is trained is the same; the method has one form of mask so far",
  },
  {
    what: "one run of the minimalist augmentation with one epoch has t = 1",
    theirs: "a division by zero",
    why: "no run of theirs has one epoch",
  },
];
