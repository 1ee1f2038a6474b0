import { comparison } from "../build.js";
import type { PublishedValue } from "../types.js";

/** Tables 17–25: other backbones and another pre-training. */
export const backbones: readonly PublishedValue[] = [
  ...comparison({ table: 17, dataset: "imagenet-lt" }, [
    ["Zero-shot CLIP", "CLIP ViT-L/14", "-", "-", "73.6 74.6 73.1 72.3"],
    ["Decoder (Wang et al., 2024)", "ViT-L/14", "39.79M", "~18", "79.3 - - -"],
    ["LIFT", "CLIP ViT-L/14", "0.86M", "10", "82.4 84.8 81.7 78.0"],
    ["LIFT w/ TTE", "CLIP ViT-L/14", "0.86M", "10", "82.9 85.3 82.2 78.6"],
  ]),
  ...comparison({ table: 18, dataset: "places-lt" }, [
    ["Zero-shot CLIP", "CLIP ViT-L/14", "-", "-", "39.9 38.1 39.2 45.1"],
    ["Decoder (Wang et al., 2024)", "ViT-L/14", "39.79M", "~34", "48.4 - - -"],
    ["LIFT", "CLIP ViT-L/14", "0.27M", "10", "53.4 52.6 54.1 53.3"],
    ["LIFT w/ TTE", "CLIP ViT-L/14", "0.27M", "10", "53.7 53.1 54.1 53.8"],
  ]),
  ...comparison({ table: 19, dataset: "inaturalist2018" }, [
    ["Zero-shot CLIP", "CLIP ViT-L/14", "-", "-", "5.8 11.1 5.4 4.9"],
    ["Decoder (Wang et al., 2024)", "ViT-L/14", "39.79M", "~5", "72.3 65.5 73.2 73.0"],
    ["LIFT", "CLIP ViT-L/14", "6.37M", "20", "84.4 79.3 84.6 85.5"],
    ["LIFT w/ TTE", "CLIP ViT-L/14", "6.37M", "20", "85.2 80.2 85.1 86.6"],
  ]),
  ...comparison({ table: 20, dataset: "inaturalist2018" }, [
    ["Zero-shot CLIP", "CLIP ViT-L/14@336px", "-", "-", "6.2 11.5 5.8 5.3"],
    ["LIFT", "CLIP ViT-L/14@336px", "6.37M", "20", "87.0 83.2 87.0 87.9"],
    ["LIFT w/ TTE", "CLIP ViT-L/14@336px", "6.37M", "20", "87.4 83.6 87.4 88.3"],
  ]),
  ...comparison({ table: 21, dataset: "imagenet-lt", note: "with TTE" }, [
    ["Zero-shot CLIP", "CLIP ResNet-50", "-", "-", "57.6 58.6 56.9 56.9"],
    ["LIFT w/ SSF", "CLIP ResNet-50", "0.002M", "10", "66.9 72.0 66.5 54.1"],
    ["LIFT w/ bias tuning", "CLIP ResNet-50", "0.034M", "10", "67.8 72.0 67.3 57.6"],
    ["LIFT w/ bias tuning & SSF", "CLIP ResNet-50", "0.036M", "10", "68.3 72.5 67.8 58.2"],
  ]),
  ...comparison({ table: 22, dataset: "places-lt", note: "with TTE" }, [
    ["Zero-shot CLIP", "CLIP ResNet-50", "-", "-", "35.2 33.1 34.6 40.4"],
    ["LIFT w/ SSF", "CLIP ResNet-50", "0.002M", "10", "46.7 47.5 48.7 40.7"],
    ["LIFT w/ bias tuning", "CLIP ResNet-50", "0.034M", "10", "47.9 48.2 49.8 42.9"],
    ["LIFT w/ bias tuning & SSF", "CLIP ResNet-50", "0.036M", "10", "48.1 48.1 50.0 43.9"],
  ]),
  ...comparison({ table: 23, dataset: "imagenet-lt", note: "with TTE" }, [
    ["CLIP Pre-training", "CLIP ViT-B/16", "0.62M", "10", "78.3 81.3 77.4 73.4"],
    ["ImageNet-21K Pre-training", "IN21K ViT-B/16", "0.62M", "10", "84.2 86.0 83.6 80.6"],
  ]),
  ...comparison({ table: 24, dataset: "places-lt", note: "with TTE" }, [
    ["CLIP Pre-training", "CLIP ViT-B/16", "0.18M", "10", "52.2 51.7 53.1 50.9"],
    ["ImageNet-21K Pre-training", "IN21K ViT-B/16", "0.18M", "10", "49.2 48.9 50.2 47.4"],
  ]),
  ...comparison({ table: 25, dataset: "inaturalist2018", note: "with TTE" }, [
    ["CLIP Pre-training", "CLIP ViT-B/16", "4.75M", "20", "80.4 74.0 80.3 82.2"],
    ["ImageNet-21K Pre-training", "IN21K ViT-B/16", "4.75M", "20", "81.9 74.9 82.3 83.3"],
  ]),
];
