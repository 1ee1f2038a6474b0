import { cell, costs, pairs, type ComparisonRow } from "../build.js";
import type { PublishedValue } from "../types.js";

const ratios = [100, 50, 10] as const;

/** A row of Table 4: overall accuracy at three imbalance ratios; what the model costs is the same at each. */
const atRatios = (group: string, rows: readonly ComparisonRow[]): PublishedValue[] =>
  rows.flatMap(([row, backbone, parameters, epochs, printed]) => {
    const common = { table: 4, group, backbone };
    return [
      ...costs({ ...common, dataset: "cifar100-lt/100", note: "the same at every ratio" }, row, parameters, epochs),
      ...pairs(ratios, printed.split(" ")).flatMap(([ratio, text]) =>
        cell({ ...common, dataset: `cifar100-lt/${ratio}` }, row, "Overall", text, { unit: "%", metric: "overall" }),
      ),
    ];
  });

/** Table 4: CIFAR-100-LT at three imbalance ratios. */
export const cifar: readonly PublishedValue[] = [
  ...atRatios("Training from scratch", [
    ["LDAM (Cao et al., 2019)", "ResNet-32", "0.46M", "200", "42.0 46.6 58.7"],
    ["BBN (Zhou et al., 2020)", "ResNet-32", "0.46M", "200", "42.6 47.0 59.1"],
    ["DiVE (He et al., 2021)", "ResNet-32", "0.46M", "200", "45.4 51.1 62.0"],
    ["MiSLAS (Zhong et al., 2021)", "ResNet-32", "0.46M", "200+10", "47.0 52.3 63.2"],
    ["BS (Ren et al., 2020)", "ResNet-32", "0.46M", "400", "50.8 54.2 63.0"],
    ["PaCo (Cui et al., 2021)", "ResNet-32", "0.46M", "400", "52.0 56.0 64.2"],
    ["BCL (Zhu et al., 2022)", "ResNet-32", "0.46M", "200", "51.9 56.6 64.9"],
  ]),
  ...atRatios("Fine-tuning pre-trained model", [
    ["LiVT (Xu et al., 2023)", "ViT-B/16", "85.80M", "100", "58.2 - 69.2"],
    ["BALLAD (Ma et al., 2021)", "ViT-B/16", "149.62M", "50+10", "77.8 - -"],
    ["LIFT", "CLIP ViT-B/16", "0.10M", "10", "80.3 82.0 83.8"],
    ["LIFT w/ TTE", "CLIP ViT-B/16", "0.10M", "10", "81.7 83.1 84.9"],
  ]),
  ...atRatios("Fine-tuning pre-trained model from ImageNet-21K", [
    ["LPT (Dong et al., 2023)", "IN21K ViT-B/16", "1.01M", "40+40", "89.1 90.0 91.0"],
    ["LIFT", "IN21K ViT-B/16", "0.10M", "10", "89.1 90.2 91.3"],
  ]),
];
