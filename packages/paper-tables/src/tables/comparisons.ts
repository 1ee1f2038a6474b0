import { comparison } from "../build.js";
import type { PublishedValue } from "../types.js";

/** Tables 1–3: LIFT beside the state of the art. */
export const comparisons: readonly PublishedValue[] = [
  ...comparison({ table: 1, dataset: "imagenet-lt", group: "Training from scratch" }, [
    ["cRT (Kang et al., 2020)", "ResNet-50", "23.51M", "90+10", "47.3 58.8 44.0 26.1"],
    ["LWS (Kang et al., 2020)", "ResNet-50", "23.51M", "90+10", "47.7 57.1 45.2 29.3"],
    ["MiSLAS (Zhong et al., 2021)", "ResNet-50", "23.51M", "180+10", "52.7 62.9 50.7 34.3"],
    ["LA (Menon et al., 2021)", "ResNet-50", "23.51M", "90", "51.1 - - -"],
    ["DisAlign (Zhang et al., 2021)", "ResNet-50", "23.51M", "90", "52.9 61.3 52.2 31.4"],
    ["BCL (Zhu et al., 2022)", "ResNet-50", "23.51M", "100", "56.0 - - -"],
    ["PaCo (Cui et al., 2021)", "ResNet-50", "23.51M", "400", "57.0 - - -"],
    ["NCL (Li et al., 2022a)", "ResNet-50", "23.51M", "400", "57.4 - - -"],
    ["LiVT (Xu et al., 2023)", "ViT-B/16", "85.80M", "100", "60.9 73.6 56.4 41.0"],
  ]),
  ...comparison({ table: 1, dataset: "imagenet-lt", group: "Fine-tuning foundation model" }, [
    ["BALLAD (Ma et al., 2021)", "ViT-B/16", "149.62M", "50+10", "75.7 79.1 74.5 69.8"],
    ["Decoder (Wang et al., 2024)", "ViT-B/16", "21.26M", "~18", "73.2 - - -"],
    ["LIFT", "CLIP ViT-B/16", "0.62M", "10", "77.0 80.2 76.1 71.5"],
    ["LIFT w/ TTE", "CLIP ViT-B/16", "0.62M", "10", "78.3 81.3 77.4 73.4"],
  ]),
  ...comparison({ table: 1, dataset: "imagenet-lt", group: "Fine-tuning with extra data" }, [
    ["VL-LTR (Tian et al., 2022)", "ViT-B/16", "149.62M", "100", "77.2 84.5 74.6 59.3"],
    ["GML (Suh & Seo, 2023)", "ViT-B/16", "149.62M", "100", "78.0 - - -"],
  ]),
  ...comparison(
    { table: 2, dataset: "places-lt", group: "Training from scratch (with an ImageNet-1K pre-trained backbone)" },
    [
      ["OLTR (Liu et al., 2019)", "ResNet-152", "58.14M", "30", "35.9 44.7 37.0 25.3"],
      ["cRT (Kang et al., 2020)", "ResNet-152", "58.14M", "90+10", "36.7 42.0 37.6 24.9"],
      ["LWS (Kang et al., 2020)", "ResNet-152", "58.14M", "90+10", "37.6 40.6 39.1 28.6"],
      ["MiSLAS (Zhong et al., 2021)", "ResNet-152", "58.14M", "90+10", "40.4 39.6 43.3 36.1"],
      ["DisAlign (Zhang et al., 2021)", "ResNet-152", "58.14M", "30", "39.3 40.4 42.4 30.1"],
      ["ALA (Zhao et al., 2022)", "ResNet-152", "58.14M", "30", "40.1 43.9 40.1 32.9"],
      ["PaCo (Cui et al., 2021)", "ResNet-152", "58.14M", "30", "41.2 36.1 47.9 35.3"],
      ["LiVT (Xu et al., 2023)", "ViT-B/16", "85.80M", "100", "40.8 48.1 40.6 27.5"],
    ],
  ),
  ...comparison({ table: 2, dataset: "places-lt", group: "Fine-tuning foundation model" }, [
    ["BALLAD (Ma et al., 2021)", "ViT-B/16", "149.62M", "50+10", "49.5 49.3 50.2 48.4"],
    ["Decoder (Wang et al., 2024)", "ViT-B/16", "21.26M", "~34", "46.8 - - -"],
    ["LPT (Dong et al., 2023)", "ViT-B/16", "1.01M", "40+40", "50.1 49.3 52.3 46.9"],
    ["LIFT", "CLIP ViT-B/16", "0.18M", "10", "51.5 51.3 52.2 50.5"],
    ["LIFT w/ TTE", "CLIP ViT-B/16", "0.18M", "10", "52.2 51.7 53.1 50.9"],
  ]),
  ...comparison({ table: 2, dataset: "places-lt", group: "Fine-tuning with extra data" }, [
    ["VL-LTR (Tian et al., 2022)", "ViT-B/16", "149.62M", "100", "50.1 54.2 48.5 42.0"],
    ["RAC (Long et al., 2022)", "ViT-B/16", "85.80M", "30", "47.2 48.7 48.3 41.8"],
  ]),
  ...comparison({ table: 3, dataset: "inaturalist2018", group: "Training from scratch" }, [
    ["cRT (Kang et al., 2020)", "ResNet-50", "23.51M", "90+10", "65.2 69.0 66.0 63.2"],
    ["LWS (Kang et al., 2020)", "ResNet-50", "23.51M", "90+10", "65.9 65.0 66.3 65.5"],
    ["MiSLAS (Zhong et al., 2021)", "ResNet-50", "23.51M", "200+30", "71.6 73.2 72.4 70.4"],
    ["DiVE (He et al., 2021)", "ResNet-50", "23.51M", "90", "69.1 70.6 70.0 67.6"],
    ["DisAlign (Zhang et al., 2021)", "ResNet-50", "23.51M", "90", "69.5 61.6 70.8 69.9"],
    ["ALA (Zhao et al., 2022)", "ResNet-50", "23.51M", "90", "70.7 71.3 70.8 70.4"],
    ["RIDE (Wang et al., 2021c)", "ResNet-50", "23.51M", "100", "72.6 70.9 72.4 73.1"],
    ["RIDE+CR (Ma et al., 2023)", "ResNet-50", "23.51M", "200", "73.5 71.0 73.8 74.3"],
    ["RIDE+OTmix (Gao et al., 2023)", "ResNet-50", "23.51M", "210", "73.0 71.3 72.8 73.8"],
    ["BCL (Zhu et al., 2022)", "ResNet-50", "23.51M", "100", "71.8 - - -"],
    ["PaCo (Cui et al., 2021)", "ResNet-50", "23.51M", "400", "73.2 70.4 72.8 73.6"],
    ["NCL (Li et al., 2022a)", "ResNet-50", "23.51M", "400", "74.2 72.0 74.9 73.8"],
    ["GML (Suh & Seo, 2023)", "ResNet-50", "23.51M", "400", "74.5 - - -"],
    ["LiVT (Xu et al., 2023)", "ViT-B/16", "85.80M", "100", "76.1 78.9 76.5 74.8"],
  ]),
  ...comparison({ table: 3, dataset: "inaturalist2018", group: "Fine-tuning foundation model" }, [
    ["Decoder (Wang et al., 2024)", "ViT-B/16", "21.26M", "~5", "59.2 - - -"],
    ["LPT (Dong et al., 2023)", "ViT-B/16", "1.01M", "80+80", "76.1 - - 79.3"],
    ["LIFT", "CLIP ViT-B/16", "4.75M", "20", "79.1 72.4 79.0 81.1"],
    ["LIFT w/ TTE", "CLIP ViT-B/16", "4.75M", "20", "80.4 74.0 80.3 82.2"],
  ]),
  ...comparison({ table: 3, dataset: "inaturalist2018", group: "Fine-tuning with extra data" }, [
    ["VL-LTR (Tian et al., 2022)", "ViT-B/16", "149.62M", "100", "76.8 - - -"],
    ["RAC (Long et al., 2022)", "ViT-B/16", "85.80M", "20", "80.2 75.9 80.5 81.1"],
  ]),
];
