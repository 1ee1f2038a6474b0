"""Tiny random models in every format and naming that packages/weights reads.

    python tooling/parity/weight_formats.py      writes packages/weights/test/fixtures/

For each family: one set of tensors under our names (`<family>.canonical.safetensors`), and the same values in every other
naming. Names and shapes are checked by loading them strictly into the library's own model, meanings by comparing features
across libraries; the script fails when they differ.
"""

import json
import os
import shutil
from collections import OrderedDict
from functools import partial
from pathlib import Path

import numpy as np
import open_clip
import safetensors
import timm
import torch
import transformers
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from safetensors.torch import save_file

OUT = Path(__file__).parents[2] / "packages/weights/test/fixtures"
D, HEADS, BLOCKS, PATCH, SIZE, P = 8, 2, 2, 4, 16, 6
N = (SIZE // PATCH) ** 2
VOCABULARY, CONTEXT = 48, 77
torch.set_num_threads(1)
torch.manual_seed(0)
torch.set_grad_enabled(False)


def rand(*shape):
    return torch.randn(shape) * 0.2


def norm(prefix, width=D):
    return {f"{prefix}.weight": 1 + rand(width), f"{prefix}.bias": rand(width)}


def linear(prefix, out, inp):
    return {f"{prefix}.weight": rand(out, inp), f"{prefix}.bias": rand(out)}


def blocks(prefix, scaled=False):
    t = {}
    for i in range(BLOCKS):
        b = f"{prefix}blocks.{i}"
        t |= norm(f"{b}.norm1") | linear(f"{b}.attn.qkv", 3 * D, D) | linear(f"{b}.attn.out", D, D)
        t |= norm(f"{b}.norm2") | linear(f"{b}.mlp.in", 4 * D, D) | linear(f"{b}.mlp.out", D, 4 * D)
        if scaled:
            t |= {f"{b}.scale1": rand(D), f"{b}.scale2": rand(D)}
    return t


def tower(bias, registers=0):
    t = {"patch.weight": rand(D, 3, PATCH, PATCH), "class": rand(D), "position": rand(N + 1, D)}
    if bias:
        t["patch.bias"] = rand(D)
    if registers:
        t["registers"] = rand(registers, D)
    return t


def text():
    t = {"text.token": rand(VOCABULARY, D), "text.position": rand(CONTEXT, D), "text.projection": rand(P, D), "logitScale": torch.tensor(2.5)}
    return t | blocks("text.") | norm("text.norm")


def translate(tensors, table, split_qkv=None):
    """Our names to theirs by plain replacement; `split_qkv(prefix) -> three names` where q, k and v are separate."""
    out = OrderedDict()
    for name, value in tensors.items():
        if ".attn.qkv." in name and split_qkv:
            head, kind = name.split(".attn.qkv.")
            for part, their in zip(value.chunk(3), split_qkv(head, kind)):
                out[their] = part.clone()
            continue
        for ours, theirs in table:
            if ours.startswith("."):
                name = name.replace(ours, theirs)
            elif name == ours or (ours.endswith(".") and name.startswith(ours)):
                name = theirs + name[len(ours):]
        out[name] = value.clone()
    return out


def same(a, b, what):
    difference = (a - b).abs().max().item()
    assert difference < 1e-4, f"{what}: {difference}"
    print(f"{what}: {difference:.1e}")


def write_canonical(family, tensors):
    save_file({k: v.contiguous() for k, v in tensors.items()}, OUT / f"{family}.canonical.safetensors", {"versions": json.dumps(VERSIONS)})


# ---------------------------------------------------------------------------------------------------------------- CLIP ViT
OPENAI = [
    ("patch.", "visual.conv1."), ("class", "visual.class_embedding"), ("position", "visual.positional_embedding"), ("pre.", "visual.ln_pre."),
    ("blocks.", "visual.transformer.resblocks."), ("norm.", "visual.ln_post."), ("projection", "visual.proj"), ("text.token", "token_embedding.weight"),
    ("text.position", "positional_embedding"), ("text.blocks.", "transformer.resblocks."), ("text.norm.", "ln_final."), ("text.projection", "text_projection"),
    ("logitScale", "logit_scale"), (".norm1.", ".ln_1."), (".norm2.", ".ln_2."), (".attn.qkv.", ".attn.in_proj_"), (".attn.out.", ".attn.out_proj."),
    (".mlp.in.", ".mlp.c_fc."), (".mlp.out.", ".mlp.c_proj."),
]  # fmt: skip
HF_CLIP = [
    ("patch.", "vision_model.embeddings.patch_embedding."), ("class", "vision_model.embeddings.class_embedding"),
    ("position", "vision_model.embeddings.position_embedding.weight"), ("pre.", "vision_model.pre_layrnorm."), ("blocks.", "vision_model.encoder.layers."),
    ("norm.", "vision_model.post_layernorm."), ("projection", "visual_projection.weight"), ("text.token", "text_model.embeddings.token_embedding.weight"),
    ("text.position", "text_model.embeddings.position_embedding.weight"), ("text.blocks.", "text_model.encoder.layers."),
    ("text.norm.", "text_model.final_layer_norm."), ("text.projection", "text_projection.weight"), ("logitScale", "logit_scale"),
    (".norm1.", ".layer_norm1."), (".norm2.", ".layer_norm2."), (".attn.out.", ".self_attn.out_proj."), (".mlp.in.", ".mlp.fc1."), (".mlp.out.", ".mlp.fc2."),
]  # fmt: skip
TIMM = [
    ("patch.", "patch_embed.proj."), ("class", "cls_token"), ("position", "pos_embed"), ("registers", "reg_token"), ("pre.", "norm_pre."),
    ("projection", "head.weight"), (".attn.out.", ".attn.proj."), (".mlp.in.", ".mlp.fc1."), (".mlp.out.", ".mlp.fc2."), (".scale1", ".ls1.gamma"), (".scale2", ".ls2.gamma"),
]  # fmt: skip


def openai_state(tensors):
    state = translate(tensors, OPENAI)
    for name in ("visual.proj", "text_projection"):
        state[name] = state[name].T.contiguous()
    return state


def timm_state(tensors, **renamed):
    state = translate({k: v for k, v in tensors.items() if not k.startswith("text.") and k != "logitScale"}, TIMM)
    for name in ("cls_token", "pos_embed", "reg_token"):
        if name in state:
            state[name] = state[name].reshape(1, -1, D)
    return OrderedDict((renamed.get(k, k), v) for k, v in state.items())


def clip_vit():
    tensors = tower(bias=False) | norm("pre") | blocks("") | norm("norm") | {"projection": rand(P, D)} | text()
    images, tokens = rand(2, 3, SIZE, SIZE), torch.zeros(2, CONTEXT, dtype=torch.long)
    tokens[:, 0], tokens[0, 1:4], tokens[1, 1:6] = VOCABULARY - 2, torch.tensor([3, 4, VOCABULARY - 1]), torch.tensor([7, 8, 9, 1, VOCABULARY - 1])
    vision = dict(hidden_size=D, intermediate_size=4 * D, num_hidden_layers=BLOCKS, num_attention_heads=HEADS, image_size=SIZE, patch_size=PATCH)
    words = dict(vocab_size=VOCABULARY, hidden_size=D, intermediate_size=4 * D, num_hidden_layers=BLOCKS, num_attention_heads=HEADS, max_position_embeddings=CONTEXT, eos_token_id=VOCABULARY - 1, bos_token_id=VOCABULARY - 2)  # fmt: skip
    hf = transformers.CLIPModel(transformers.CLIPConfig(text_config=words, vision_config=vision, projection_dim=P)).eval()
    hf_state = translate(tensors, HF_CLIP, lambda b, kind: [f"{b.replace('text.blocks', 'text_model.encoder.layers') if b.startswith('text') else b.replace('blocks', 'vision_model.encoder.layers')}.self_attn.{x}_proj.{kind}" for x in "qkv"])  # fmt: skip
    hf.load_state_dict(hf_state, strict=True)
    oc = CLIP(P, CLIPVisionCfg(layers=BLOCKS, width=D, head_width=D // HEADS, patch_size=PATCH, image_size=SIZE), CLIPTextCfg(context_length=CONTEXT, vocab_size=VOCABULARY, width=D, heads=HEADS, layers=BLOCKS), quick_gelu=True).eval()  # fmt: skip
    oc_state = openai_state(tensors)
    oc.load_state_dict(oc_state, strict=True)
    tm = timm.models.VisionTransformer(img_size=SIZE, patch_size=PATCH, embed_dim=D, depth=BLOCKS, num_heads=HEADS, num_classes=P, pre_norm=True, norm_layer=torch.nn.LayerNorm, act_layer="quick_gelu").eval()  # fmt: skip
    tm.load_state_dict(timm_state(tensors) | {"head.bias": torch.zeros(P)}, strict=True)
    feature = hf.visual_projection(hf.vision_model(images).pooler_output)
    same(feature, oc.encode_image(images), "CLIP image, transformers and open_clip")
    same(feature, tm(images), "CLIP image, transformers and timm")
    same(hf.text_projection(hf.text_model(tokens).pooler_output), oc.encode_text(tokens), "CLIP text, transformers and open_clip")
    write_canonical("clip-vit", tensors)
    save_file({k: v.contiguous() for k, v in hf_state.items()} | {"vision_model.embeddings.position_ids": torch.arange(N + 1)[None]}, OUT / "clip-vit.hugging-face.safetensors")
    names = list(hf_state)
    shards = {f"model-0000{i + 1}-of-00002.safetensors": names[i::2] for i in range(2)}
    for file, part in shards.items():
        save_file({k: hf_state[k].contiguous() for k in part}, OUT / "clip-vit.sharded" / file)
    (OUT / "clip-vit.sharded/model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": 0}, "weight_map": {k: f for f, part in shards.items() for k in part}}))
    optimizer = {"state": {0: {"step": torch.tensor(3.0), "exp_avg": rand(3)}}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.98), "params": [0]}]}
    torch.save({"epoch": 3, "name": "tiny", "state_dict": OrderedDict((f"module.{k}", v) for k, v in oc_state.items()), "optimizer": optimizer}, OUT / "clip-vit.openclip.pt")
    save_file({k: v.contiguous() for k, v in timm_state(tensors).items()}, OUT / "clip-vit.timm.safetensors")
    scripted(oc_state, OUT / "clip-vit.torchscript.pt")


class Leaf(torch.nn.Module):
    def forward(self, x):
        return x


def scripted(state, path):
    """A TorchScript archive whose parameters have OpenAI's names: half precision, sizes as tensors, as OpenAI's files are."""
    root = Leaf()
    for name, value in state.items():
        *modules, leaf = name.split(".")
        at = root
        for module in modules:
            if not hasattr(at, module):
                at.add_module(module, Leaf())
            at = getattr(at, module)
        at.register_parameter(leaf, torch.nn.Parameter(value.half(), requires_grad=False))
    for name, size in {"input_resolution": SIZE, "context_length": CONTEXT, "vocab_size": VOCABULARY}.items():
        root.register_buffer(name, torch.tensor(size))
    torch.jit.trace(root, torch.zeros(1), check_trace=False).save(str(path))


# ------------------------------------------------------------------------------------------------------------ ViT, DINOv2
HF_VIT = [
    ("patch.", "embeddings.patch_embeddings.projection."), ("class", "embeddings.cls_token"), ("position", "embeddings.position_embeddings"),
    ("registers", "embeddings.register_tokens"), ("blocks.", "encoder.layer."), ("norm.", "layernorm."), (".attn.out.", ".attention.output.dense."),
]  # fmt: skip


def hf_vit_state(tensors, table):
    state = translate(tensors, HF_VIT + table, lambda b, kind: [f"{b.replace('blocks', 'encoder.layer')}.attention.attention.{x}.{kind}" for x in ("query", "key", "value")])
    for name in ("cls_token", "position_embeddings", "register_tokens"):
        if f"embeddings.{name}" in state:
            state[f"embeddings.{name}"] = state[f"embeddings.{name}"].reshape(1, -1, D)
    return state


def timm_vit(**options):
    return timm.models.VisionTransformer(img_size=SIZE, patch_size=PATCH, embed_dim=D, depth=BLOCKS, num_heads=HEADS, num_classes=0, norm_layer=partial(torch.nn.LayerNorm, eps=1e-6), **options).eval()  # fmt: skip


def augreg_arrays(tensors):
    a = {"cls": tensors["class"].reshape(1, 1, D), "Transformer/posembed_input/pos_embedding": tensors["position"][None]}
    a |= {"embedding/kernel": tensors["patch.weight"].permute(2, 3, 1, 0), "embedding/bias": tensors["patch.bias"]}
    norms = {"Transformer/encoder_norm": "norm"}
    for i in range(BLOCKS):
        e, b = f"Transformer/encoderblock_{i}", f"blocks.{i}"
        norms |= {f"{e}/LayerNorm_0": f"{b}.norm1", f"{e}/LayerNorm_2": f"{b}.norm2"}
        for x, w, bias in zip(("query", "key", "value"), tensors[f"{b}.attn.qkv.weight"].chunk(3), tensors[f"{b}.attn.qkv.bias"].chunk(3)):
            a[f"{e}/MultiHeadDotProductAttention_1/{x}/kernel"] = w.T.reshape(D, HEADS, D // HEADS)
            a[f"{e}/MultiHeadDotProductAttention_1/{x}/bias"] = bias.reshape(HEADS, D // HEADS)
        a[f"{e}/MultiHeadDotProductAttention_1/out/kernel"] = tensors[f"{b}.attn.out.weight"].T.reshape(HEADS, D // HEADS, D)
        a[f"{e}/MultiHeadDotProductAttention_1/out/bias"] = tensors[f"{b}.attn.out.bias"]
        for k, part in enumerate(("in", "out")):
            a[f"{e}/MlpBlock_3/Dense_{k}/kernel"] = tensors[f"{b}.mlp.{part}.weight"].T
            a[f"{e}/MlpBlock_3/Dense_{k}/bias"] = tensors[f"{b}.mlp.{part}.bias"]
    for theirs, ours in norms.items():
        a |= {f"{theirs}/scale": tensors[f"{ours}.weight"], f"{theirs}/bias": tensors[f"{ours}.bias"]}
    return {k: v.contiguous().numpy() for k, v in a.items()}


def vit():
    tensors = tower(bias=True) | blocks("") | norm("norm")
    images = rand(2, 3, SIZE, SIZE)
    config = transformers.ViTConfig(hidden_size=D, intermediate_size=4 * D, num_hidden_layers=BLOCKS, num_attention_heads=HEADS, image_size=SIZE, patch_size=PATCH, layer_norm_eps=1e-6)  # fmt: skip
    names = [(".norm1.", ".layernorm_before."), (".norm2.", ".layernorm_after."), (".mlp.in.", ".intermediate.dense."), (".mlp.out.", ".output.dense.")]
    hf_state = hf_vit_state(tensors, names)
    hf = load_published(transformers.ViTModel, config, hf_state, add_pooling_layer=False)
    tm = timm_vit()
    tm.load_state_dict(timm_state(tensors), strict=True)
    feature = tm(images)
    same(hf(images).last_hidden_state[:, 0], feature, "ViT, transformers and timm")
    arrays = augreg_arrays(tensors)
    np.savez(OUT / "vit.augreg.npz", **arrays)
    jax = timm_vit()
    jax.load_pretrained(str(OUT / "vit.augreg.npz"))
    same(jax(images), feature, "ViT, augreg read by timm")
    np.savez_compressed(OUT / "vit.augreg.npz", **{"pre_logits/bias": np.zeros(3, np.float32), "head/kernel": np.zeros((D, 3), np.float32)}, **{k: np.asfortranarray(v) if i % 2 else v for i, (k, v) in enumerate(arrays.items())})  # fmt: skip
    write_canonical("vit", tensors)
    save_file({k: v.contiguous() for k, v in timm_state(tensors).items()} | {"head.weight": rand(3, D), "head.bias": rand(3)}, OUT / "vit.timm.safetensors")
    torch.save(OrderedDict((f"vit.{k}", v) for k, v in hf_state.items()) | {"classifier.weight": rand(3, D), "classifier.bias": rand(3)}, OUT / "vit.hugging-face.bin")


def load_published(kind, config, state, **options):
    """Load published names as transformers does, which renames them to its current ones; nothing may be missing or left over."""
    folder = OUT / "published"
    folder.mkdir(exist_ok=True)
    config.architectures = [kind.__name__]
    config.save_pretrained(folder)
    save_file({k: v.contiguous() for k, v in state.items()}, folder / "model.safetensors", {"format": "pt"})
    model, info = kind.from_pretrained(folder, output_loading_info=True, **options)
    shutil.rmtree(folder)
    problems = {k: v for k, v in info.items() if v and not all("mask_token" in str(name) for name in v)}
    assert not problems, problems
    return model.eval()


def dinov2():
    for registers in (0, 4):
        name = "dinov2-registers" if registers else "dinov2"
        tensors = tower(bias=True, registers=registers) | blocks("", scaled=True) | norm("norm")
        images = rand(2, 3, SIZE, SIZE)
        common = dict(hidden_size=D, mlp_ratio=4, num_hidden_layers=BLOCKS, num_attention_heads=HEADS, image_size=SIZE, patch_size=PATCH, layer_norm_eps=1e-6)
        table = [(".mlp.in.", ".mlp.fc1."), (".mlp.out.", ".mlp.fc2."), (".scale1", ".layer_scale1.lambda1"), (".scale2", ".layer_scale2.lambda1")]
        hf_state = hf_vit_state(tensors, table) | {"embeddings.mask_token": rand(1, D)}
        if registers:
            hf = load_published(transformers.Dinov2WithRegistersModel, transformers.Dinov2WithRegistersConfig(num_register_tokens=registers, **common), hf_state)
        else:
            hf = load_published(transformers.Dinov2Model, transformers.Dinov2Config(**common), hf_state)
        hub = timm_state(tensors, reg_token="register_tokens") | {"mask_token": rand(1, D)}
        tm = timm_vit(init_values=1.0, reg_tokens=registers, no_embed_class=bool(registers))
        timm_names = timm.models.vision_transformer.checkpoint_filter_fn(dict(hub), tm)
        tm.load_state_dict(timm_names, strict=True)
        same(hf(images).last_hidden_state[:, 0], tm(images), f"{name}, transformers and timm")
        write_canonical(name, tensors)
        if not registers:
            torch.onnx.export(hf, (images,), OUT / "dinov2.hugging-face.onnx", dynamo=False, input_names=["images"])
        save_file({k: v.contiguous() for k, v in hf_state.items()}, OUT / f"{name}.hugging-face.safetensors")
        torch.save(hub, OUT / f"{name}.hub.pth")
        save_file({k: v.contiguous() for k, v in timm_names.items()}, OUT / f"{name}.timm.safetensors")


# ---------------------------------------------------------------------------------------------------------------- ResNets
def ours_of_torchvision(state, prefix=""):
    """torchvision's names to ours, written out part by part."""
    kinds = {"weight": "weight", "bias": "bias", "running_mean": "mean", "running_var": "variance"}
    out = {}
    for name, value in state.items():
        parts = name.removeprefix(prefix).split(".")
        if parts[-1] == "num_batches_tracked" or parts[0] in ("fc", "attnpool"):
            continue
        place = ["stem"]
        if parts[0].startswith("layer"):
            place, parts = ["layers", str(int(parts[0][5:]) - 1), parts[1]], parts[2:]
        if parts[0] == "downsample":
            place, parts = place + ["downsample"], [{"0": "conv", "1": "norm"}[parts[1]], parts[2]]
        out[".".join(place + [parts[0].replace("bn", "norm"), kinds[parts[1]]])] = value
    return out


def randomised(model):
    for name, value in model.state_dict().items():
        if value.dtype.is_floating_point:
            value.copy_(rand(*value.shape) if "var" not in name else rand(*value.shape).abs() + 0.5)
    return model.eval()


def clip_resnet():
    model = randomised(CLIP(P, CLIPVisionCfg(layers=(1, 1, 1, 1), width=2, head_width=64, image_size=32), CLIPTextCfg(context_length=CONTEXT, vocab_size=VOCABULARY, width=D, heads=HEADS, layers=BLOCKS), quick_gelu=True))  # fmt: skip
    state = model.state_dict()
    visual = {k: v for k, v in state.items() if k.startswith("visual.")}
    tensors = ours_of_torchvision(visual, "visual.") | {"pool.position": state["visual.attnpool.positional_embedding"]}
    for theirs, ours in {"q_proj": "q", "k_proj": "k", "v_proj": "v", "c_proj": "out"}.items():
        tensors |= {f"pool.{ours}.{kind}": state[f"visual.attnpool.{theirs}.{kind}"] for kind in ("weight", "bias")}
    words = text()
    state.update({k: v for k, v in openai_state(words | {"projection": rand(P, D)}).items() if not k.startswith("visual.")})
    model.load_state_dict(state, strict=True)
    write_canonical("clip-resnet", halved(tensors | words))
    torch.save(halved(state), OUT / "clip-resnet.openclip.pt")


def halved(state):
    return {k: v.half() if v.dtype == torch.float32 else v for k, v in state.items()}


def resnet():
    channels, depths = (2, 4, 6, 8), (1, 2, 1, 1)
    model = timm.models.resnet.ResNet(timm.models.resnet.Bottleneck, depths, channels=channels, num_classes=3)
    model = randomised(model)
    tensors = ours_of_torchvision(model.state_dict())
    config = transformers.ResNetConfig(embedding_size=64, hidden_sizes=[4 * c for c in channels], depths=depths, layer_type="bottleneck")
    hf_state = {hf_resnet_name(k): v for k, v in tensors.items()}
    hf_state |= {k.replace("running_mean", "num_batches_tracked"): torch.tensor(0) for k in hf_state if k.endswith("running_mean")}
    hf = load_published(transformers.ResNetModel, config, hf_state)
    images = rand(2, 3, 64, 64)
    same(hf(images).pooler_output.flatten(1), model.forward_head(model.forward_features(images), pre_logits=True), "ResNet, transformers and timm")
    write_canonical("resnet", halved(tensors))
    torch.save(halved(model.state_dict()), OUT / "resnet.torchvision.pth")
    save_file({k: v.contiguous() for k, v in halved(hf_state).items()}, OUT / "resnet.hugging-face.safetensors")


def hf_resnet_name(name):
    *place, part, kind = name.split(".")
    kind = {"mean": "running_mean", "variance": "running_var"}.get(kind, kind)
    part, index = part.rstrip("123"), part[-1]
    part = {"conv": "convolution", "norm": "normalization"}[part]
    if place[0] == "stem":
        return f"embedder.embedder.{part}.{kind}"
    where = "shortcut" if place[-1] == "downsample" else f"layer.{int(index) - 1}"
    return f"encoder.stages.{place[1]}.layers.{place[2]}.{where}.{part}.{kind}"


# ------------------------------------------------------------------------------------------------------------- odd corners
class Caller:
    """What a hostile checkpoint does: Python's own reader would call a function of the file's choice."""

    def __reduce__(self):
        return os.system, ("echo called",)


def odd_corners():
    torch.save({"w": torch.zeros(2), "then": Caller()}, OUT / "calls-a-function.pt")
    base = torch.arange(24.0).reshape(4, 6)
    torch.save(
        {
            "transposed": base.T, "slice": base[1:3, 2:5], "strided": base[::2, ::3], "expanded": torch.tensor([[1.0], [2.0]]).expand(2, 3), "scalar": torch.tensor(1.5),
            "empty": torch.zeros(0, 4), "parameter": torch.nn.Parameter(base[0]), "nested": {"list": [torch.tensor([1]), torch.tensor([2], dtype=torch.int32)]},
            "half": base[0].half(), "bfloat": base[0].bfloat16(), "double": base[0].double(), "bool": torch.tensor([True, False]), "byte": torch.tensor([0, 255], dtype=torch.uint8),
            "size": base.shape, "note": "é", "big": 2**70, "none": None, "dtype": torch.float16, "channels_last": torch.arange(16.0).reshape(1, 2, 2, 4).to(memory_format=torch.channels_last),
        },
        OUT / "odd-corners.pt",
    )  # fmt: skip
    torch.save({"w": base}, OUT / "legacy.pth", _use_new_zipfile_serialization=False)
    np.savez(OUT / "types.npz", f8=np.arange(3.0), f4=np.arange(6, dtype="f4").reshape(2, 3).T, f2=np.array([0.5, 65504], "f2"), bf16=np.array([0x3F80, 0xC000], "u2").view("V2"), i8=np.array([-1, 2**40]), u1=np.array([0, 255], "u1"), b1=np.array([True, False]), scalar=np.float32(2.5), empty=np.zeros((0, 3), "f4"))  # fmt: skip
    np.savez(OUT / "objects.npz", o=np.array([{"a": 1}], dtype=object))
    np.savez(OUT / "big-endian.npz", o=np.arange(3, dtype=">f4"))


VERSIONS = {"torch": torch.__version__, "transformers": transformers.__version__, "open_clip": open_clip.__version__, "timm": timm.__version__, "numpy": np.__version__, "safetensors": safetensors.__version__, "seed": 0}  # fmt: skip

for path in OUT.glob("*.*"):
    shutil.rmtree(path) if path.is_dir() else path.unlink()
(OUT / "clip-vit.sharded").mkdir(parents=True, exist_ok=True)
for make in (clip_vit, vit, dinov2, clip_resnet, resnet, odd_corners):
    make()
for path in OUT.rglob("*"):
    if path.is_file():
        path.chmod(0o644)
