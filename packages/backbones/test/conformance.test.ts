import { describeBackbone } from "@liftjs/testkit";
import { clipResnet, clipVit, dinov2, resnet, vit } from "../src/index.js";

const tiny = { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 };
const text = { width: 8, blocks: 1, heads: 2, vocabulary: 514, context: 9 };

describeBackbone(clipVit, { ...tiny, projection: 8 });
describeBackbone(clipVit, { ...tiny, projection: 8, text });
describeBackbone(vit, { ...tiny, mlpRatio: 2.5 });
describeBackbone(dinov2, tiny);
describeBackbone(dinov2, { ...tiny, registers: 2 });
describeBackbone(resnet, { width: 2, blocks: [1, 2, 1, 1], resolution: 32 });
describeBackbone(clipResnet, { width: 2, blocks: [1, 2, 1, 1], heads: 4, resolution: 32, projection: 8, text });
