import { emojiLt, emojiTestSets, emojiTrainSets } from "@liftjs/dataset-emoji";
import { openDrawings } from "./drawings.js";
import type { Judged } from "./judge.js";

/** Both sides of emoji-LT with all names, as drawings. */
export async function openBenchmark(folder: string): Promise<Judged> {
  const data = await emojiLt.open(emojiLt.parse({}), { dataDirs: [], cacheDir: folder, log: () => undefined });
  const sides = { size: 64, names: "all", folder } as const;
  const side = async (sets: typeof emojiTrainSets, samples: typeof data.train) => {
    const labels = new Map(samples.map(({ id, label }) => [id, label]));
    const drawings = await openDrawings(sets, { ...sides, keep: (id) => labels.has(id) });
    return { drawings, labels: Int32Array.from(drawings.pictures, ({ id }) => labels.get(id)!) };
  };
  const [train, test] = [await side(emojiTrainSets, data.train), await side(emojiTestSets, data.test)];
  return {
    train: train.drawings,
    trainLabels: train.labels,
    test: test.drawings,
    testLabels: test.labels,
    classNames: data.classNames,
    members: data.classNames.map((name) => data.descriptions![name]!),
  };
}
