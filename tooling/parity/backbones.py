"""Small random backbones, run by PyTorch, as fixtures for packages/backbones.

    python tooling/parity/backbones.py [case …]

Each file holds a model's weights in its library's own naming (`weights.*`, float16), images `[B, S, S, 3]`, and what the library
makes of them: `features [B, D]`, `projected [B, P]` where there is a projection, `resized.*` the same at another resolution.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

FIXTURES = Path(__file__).parents[2] / "packages" / "backbones" / "test" / "fixtures"
SEED = 20


def shake(model):
    """Replace every value by a random one that float16 holds exactly; norms stay near 1, variances positive."""
    generator = torch.Generator().manual_seed(SEED)
    for name, value in model.state_dict().items():
        if not value.is_floating_point():
            continue
        noise = torch.randn(value.shape, generator=generator)
        is_gain = value.dim() == 1 and ("weight" in name or "gamma" in name or "lambda" in name)
        fan_in = value[0].numel() if value.dim() > 1 else 1
        if "running_var" in name:
            new = 1 + 0.5 * torch.rand(value.shape, generator=generator)
        elif is_gain:
            new = 1 + 0.2 * noise
        elif value.dim() > 1 and "embed" not in name and "token" not in name and "class" not in name:
            new = noise / fan_in**0.5
        else:
            new = 0.3 * noise
        value.copy_(new.half().float())
    return model.eval().float()


def images_of(count, size):
    return torch.randn(count, size, size, 3, generator=torch.Generator().manual_seed(SEED + size))


def chw(images):
    return images.permute(0, 3, 1, 2)


def published(model):
    """A transformers model's tensors as its hub files name them, which is not as its `state_dict` does."""
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        return load_file(Path(folder) / "model.safetensors")


def write(case, family, options, state, tensors, versions):
    weights = {f"weights.{k}": (v.half() if v.is_floating_point() else v).contiguous() for k, v in state.items()}
    tensors = {k: v.detach().contiguous() for k, v in tensors.items()}
    facts = {"family": family, "options": json.dumps(options), "seed": str(SEED), "versions": json.dumps(versions)}
    FIXTURES.mkdir(parents=True, exist_ok=True)
    path = FIXTURES / f"{case}.safetensors"
    save_file({**weights, **tensors}, path, metadata=facts)
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


def clip_huggingface():
    import transformers as hf

    sizes = dict(hidden_size=32, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2)
    vision = dict(sizes, image_size=32, patch_size=8, projection_dim=24)
    config = hf.CLIPConfig(vision_config=vision, text_config=dict(sizes, vocab_size=600, projection_dim=24, eos_token_id=599, bos_token_id=598), projection_dim=24)
    model = shake(hf.CLIPModel(config))
    images = images_of(2, 32)
    vision_out = model.vision_model(pixel_values=chw(images)).pooler_output
    tokens = text_tokens(3, 600)
    text = hf.CLIPTextModelWithProjection(config.text_config)
    text.load_state_dict({k: v for k, v in model.state_dict().items() if k.startswith("text")}, strict=True)
    options = {"width": 32, "blocks": 2, "heads": 2, "patch": 8, "resolution": 32, "projection": 24,
               "text": {"width": 32, "blocks": 2, "heads": 2, "vocabulary": 600}}
    write("clip-huggingface", "clip-vit", options, model.state_dict(),
          {"images": images, "features": vision_out, "projected": model.visual_projection(vision_out),
           "tokens": tokens.int(), "text_features": text.eval()(input_ids=tokens).text_embeds},
          versions(torch=torch, transformers=hf))


def text_tokens(count, vocabulary):
    """Texts of different lengths between the two marks, zeros behind."""
    generator = torch.Generator().manual_seed(SEED)
    tokens = torch.zeros(count, 77, dtype=torch.long)
    for i in range(count):
        length = 1 + 9 * i
        tokens[i, 0] = vocabulary - 2
        tokens[i, 1 : 1 + length] = torch.randint(1, vocabulary - 2, (length,), generator=generator)
        tokens[i, 1 + length] = vocabulary - 1
    return tokens


def clip_open_clip():
    import open_clip

    vision = open_clip.CLIPVisionCfg(layers=2, width=32, head_width=8, patch_size=8, image_size=32)
    text = open_clip.CLIPTextCfg(vocab_size=600, width=16, heads=2, layers=2)
    model = shake(open_clip.CLIP(embed_dim=24, vision_cfg=vision, text_cfg=text, quick_gelu=True))
    images, larger = images_of(2, 32), images_of(1, 48)
    tokens = text_tokens(3, 600)
    projection = model.visual.proj
    projected = model.encode_image(chw(images))
    model.visual.proj = None
    features = model.encode_image(chw(images))
    bigger = open_clip.CLIP(embed_dim=24, vision_cfg=open_clip.CLIPVisionCfg(**{**vision.__dict__, "image_size": 48}), text_cfg=text, quick_gelu=True)
    model.visual.proj = projection
    state = {k: v.clone() for k, v in model.state_dict().items()}
    open_clip.model.resize_pos_embed(state, bigger)
    bigger.load_state_dict(state)
    bigger.visual.proj = None
    resized = bigger.eval().encode_image(chw(larger))
    options = {"width": 32, "blocks": 2, "heads": 4, "patch": 8, "resolution": 32, "projection": 24,
               "text": {"width": 16, "blocks": 2, "heads": 2, "vocabulary": 600}}
    write("clip-openclip", "clip-vit", options, model.state_dict(),
          {"images": images, "features": features, "projected": projected, "resized.images": larger, "resized.features": resized,
           "tokens": tokens.int(), "text_features": model.encode_text(tokens)},
          versions(torch=torch, open_clip=open_clip))


def vit_timm():
    import timm

    model = shake(timm.models.VisionTransformer(img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=4, num_classes=5))
    images, smaller = images_of(2, 32), images_of(1, 24)
    features = model.forward_head(model.forward_features(chw(images)), pre_logits=True)
    resized = timm.models.VisionTransformer(img_size=24, patch_size=8, embed_dim=32, depth=2, num_heads=4, num_classes=5)
    position = timm.layers.resample_abs_pos_embed(model.pos_embed, [3, 3], num_prefix_tokens=1)
    resized.load_state_dict({**model.state_dict(), "pos_embed": position})
    resized_features = resized.eval().forward_head(resized.forward_features(chw(smaller)), pre_logits=True)
    options = {"width": 32, "blocks": 2, "heads": 4, "patch": 8, "resolution": 32}
    write("vit-timm", "vit", options, model.state_dict(),
          {"images": images, "features": features, "resized.images": smaller, "resized.features": resized_features},
          versions(torch=torch, timm=timm))


def vit_huggingface():
    import transformers as hf

    config = hf.ViTConfig(hidden_size=24, num_hidden_layers=3, num_attention_heads=2, intermediate_size=72, image_size=16, patch_size=4,
                          layer_norm_eps=1e-6, qkv_bias=True)
    model = shake(hf.ViTModel(config, add_pooling_layer=False))
    images = images_of(2, 16)
    features = model(pixel_values=chw(images)).last_hidden_state[:, 0]
    options = {"width": 24, "blocks": 3, "heads": 2, "patch": 4, "resolution": 16, "mlpRatio": 3}
    write("vit-huggingface", "vit", options, published(model), {"images": images, "features": features}, versions(torch=torch, transformers=hf))


def dinov2(registers):
    import transformers as hf

    sizes = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, mlp_ratio=4, image_size=42, patch_size=7, layerscale_value=1.0)
    model = hf.Dinov2WithRegistersModel(hf.Dinov2WithRegistersConfig(**sizes, num_register_tokens=registers)) if registers else hf.Dinov2Model(hf.Dinov2Config(**sizes))
    model = shake(model)
    images, smaller = images_of(2, 42), images_of(1, 28)
    feature = lambda x: model(pixel_values=chw(x)).last_hidden_state[:, 0]
    options = {"width": 32, "blocks": 2, "heads": 2, "patch": 7, "resolution": 42, **({"registers": registers} if registers else {})}
    write("dinov2-registers" if registers else "dinov2", "dinov2", options, model.state_dict() if registers else published(model),
          {"images": images, "features": feature(images), "resized.images": smaller, "resized.features": feature(smaller)},
          versions(torch=torch, transformers=hf))


def clip_resnet():
    import open_clip

    vision = open_clip.CLIPVisionCfg(layers=[1, 2, 1, 1], width=4, head_width=32, image_size=64)
    text = open_clip.CLIPTextCfg(vocab_size=514, width=16, heads=2, layers=1)
    model = shake(open_clip.CLIP(embed_dim=24, vision_cfg=vision, text_cfg=text, quick_gelu=True))
    images, tokens = images_of(1, 64), text_tokens(3, 514)
    options = {"width": 4, "blocks": [1, 2, 1, 1], "heads": 4, "resolution": 64, "projection": 24,
               "text": {"width": 16, "blocks": 1, "heads": 2, "vocabulary": 514}}
    write("clip-resnet", "clip-resnet", options, model.state_dict(),
          {"images": images, "features": model.encode_image(chw(images)), "tokens": tokens.int(), "text_features": model.encode_text(tokens)},
          versions(torch=torch, open_clip=open_clip))


def resnet():
    import torchvision
    from torchvision.models.resnet import Bottleneck, ResNet

    model = ResNet(Bottleneck, [1, 1, 1, 1])
    width = model.inplanes = 4
    model.conv1 = torch.nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)
    model.bn1 = torch.nn.BatchNorm2d(width)
    for stage, blocks in enumerate([1, 2, 1, 1]):
        setattr(model, f"layer{stage + 1}", model._make_layer(Bottleneck, width * 2**stage, blocks, stride=1 if stage == 0 else 2))
    model.fc = torch.nn.Identity()
    shake(model)
    images = images_of(2, 64)
    write("resnet", "resnet", {"width": 4, "blocks": [1, 2, 1, 1], "resolution": 64}, model.state_dict(),
          {"images": images, "features": model(chw(images))}, versions(torch=torch, torchvision=torchvision))


def dinov2_real():
    """Features of the real ViT-S/14 in LIFT_WEIGHTS_DIR at two resolutions; the file holds no weights."""
    import transformers as hf

    weights = load_file(Path(os.environ["LIFT_WEIGHTS_DIR"]) / "dinov2-s14-saliency.fp16.safetensors")
    model = hf.Dinov2Model(hf.Dinov2Config(hidden_size=384, num_hidden_layers=12, num_attention_heads=6, image_size=518, patch_size=14))
    published_names = {k: v.float() for k, v in weights.items()}
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        save_file({**load_file(Path(folder) / "model.safetensors"), **published_names}, Path(folder) / "model.safetensors", metadata={"format": "pt"})
        model = hf.Dinov2Model.from_pretrained(folder).eval().float()
    tensors = {}
    for size in (98, 126):
        images = images_of(1, size).half()
        tensors[f"{size}.images"] = images
        tensors[f"{size}.features"] = model(pixel_values=chw(images.float())).last_hidden_state[:, 0]
    save_file(tensors, FIXTURES / "dinov2-s14-saliency.safetensors", metadata={"versions": json.dumps(versions(torch=torch, transformers=hf))})


def versions(**libraries):
    return {name: library.__version__ for name, library in libraries.items()}


def bicubic():
    """Grids resampled by `torch.nn.functional.interpolate`, up and down, with and without antialias."""
    grids = {}
    for source, target in [(4, 7), (7, 4), (37, 7), (37, 9), (14, 16), (3, 3)]:
        grid = torch.randn(1, 2, source, source, generator=torch.Generator().manual_seed(source))
        grids[f"{source}.{target}.grid"] = grid[0].permute(1, 2, 0)
        for antialias in (False, True):
            out = torch.nn.functional.interpolate(grid, size=(target, target), mode="bicubic", align_corners=False, antialias=antialias)
            grids[f"{source}.{target}.{'antialias' if antialias else 'plain'}"] = out[0].permute(1, 2, 0)
    save_file({k: v.contiguous() for k, v in grids.items()}, FIXTURES / "bicubic.safetensors", metadata={"versions": json.dumps(versions(torch=torch))})


CASES = {
    "clip-huggingface": clip_huggingface,
    "clip-openclip": clip_open_clip,
    "vit-timm": vit_timm,
    "vit-huggingface": vit_huggingface,
    "dinov2": lambda: dinov2(0),
    "dinov2-registers": lambda: dinov2(3),
    "clip-resnet": clip_resnet,
    "resnet": resnet,
    "bicubic": bicubic,
    "dinov2-real": dinov2_real,
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    with torch.no_grad():
        for case in sys.argv[1:] or CASES:
            CASES[case]()
