"""A model that LiftJS tuned, on timm: `from lift_timm import load; model = load()`.

Needs torch, timm and safetensors. Beside this file: `model.safetensors` (names of timm's VisionTransformer, `head.*`, and the tensors of
methods that do not fold into the weights) and `lift.json` (sizes, head, methods, class names, preprocessing).
Images are `[B, 3, height, width]`, normalised as `lift.json` says; the model gives logits `[B, C]`.
"""

import json
from pathlib import Path

import timm
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F


class Head(nn.Module):
    """linear: W f + b; cosine: s cos(W, f); l2: unit rows; layernorm: unit rows on standardised features."""

    def __init__(self, kind, scale, classes, width, bias):
        super().__init__()
        self.kind, self.scale = kind, scale
        self.weight = nn.Parameter(torch.zeros(classes, width))
        self.bias = nn.Parameter(torch.zeros(classes)) if bias else None

    def forward(self, f):
        if self.kind == "linear":
            return F.linear(f, self.weight, self.bias)
        if self.kind == "cosine":
            f = F.normalize(f, dim=-1, eps=1e-12)
        elif self.kind == "layernorm":
            f = F.layer_norm(f, f.shape[-1:], eps=1e-12)
        return self.scale * F.linear(f, F.normalize(self.weight, dim=-1, eps=1e-12))


class AdaptFormerBlock(nn.Module):
    """x + FFN(norm(x)) + s Up(ReLU(Down(LN(x)))), the branch beside the feed-forward network."""

    def __init__(self, block, own, scale):
        super().__init__()
        self.block = block
        self.own = nn.ParameterDict({name.replace(".", "_"): nn.Parameter(value) for name, value in own.items()})
        self.fixed = scale

    def forward(self, x, *args, **kwargs):
        b, p = self.block, self.own
        x = x + b.ls1(b.attn(b.norm1(x), *args, **kwargs))
        narrow = F.relu(F.linear(F.layer_norm(x, x.shape[-1:], p["norm_weight"], p["norm_bias"]), p["down_weight"], p["down_bias"]))
        branch = F.linear(narrow, p["up_weight"], p["up_bias"]) * (p["scale"] if "scale" in p else self.fixed)
        return x + b.ls2(b.mlp(b.norm2(x)) + branch)


class PromptedBlock(nn.Module):
    """Prompts [p, D] behind the sequence, in place of those of an earlier block."""

    def __init__(self, block, own, tokens):
        super().__init__()
        self.block, self.tokens = block, tokens
        self.prompt = nn.Parameter(own["prompt"])

    def forward(self, x, *args, **kwargs):
        prompt = self.prompt.expand(x.shape[0], -1, -1)
        return self.block(torch.cat([x[:, : self.tokens], prompt], dim=1), *args, **kwargs)


METHODS = {
    "adaptformer": lambda block, own, method: AdaptFormerBlock(block, own, method["scale"]),
    "vpt-shallow": lambda block, own, method: PromptedBlock(block, own, method["tokens"]),
    "vpt-deep": lambda block, own, method: PromptedBlock(block, own, method["tokens"]),
}


def attach(model, method, tensors):
    """Wrap the blocks that a method works on."""
    prefix = f"lift.{method['name']}.blocks."
    own = {}
    for name in [n for n in tensors if n.startswith(prefix)]:
        block, part = name[len(prefix) :].split(".", 1)
        own.setdefault(int(block), {})[part] = tensors.pop(name)
    for i, parts in own.items():
        model.blocks[i] = METHODS[method["name"]](model.blocks[i], parts, method)


def load(folder=Path(__file__).parent):
    """The model, ready to evaluate."""
    folder = Path(folder)
    facts = json.loads((folder / "lift.json").read_text())
    tensors = {name: value.float() for name, value in load_file(str(folder / "model.safetensors")).items()}
    head = {name: tensors.pop(f"head.{name}") for name in ("weight", "bias") if f"head.{name}" in tensors}
    model = timm.create_model(facts["architecture"], pretrained=False, num_classes=0, **facts["model_args"])
    own = {name: tensors.pop(name) for name in [n for n in tensors if n.startswith("lift.")]}
    model.load_state_dict(tensors, strict=True)
    for method in sorted(facts["methods"], key=lambda m: list(METHODS).index(m["name"])):
        attach(model, method, own)
    classes, width = head["weight"].shape
    model.head = Head(facts["head"]["name"], facts["head"]["scale"], classes, width, "bias" in head)
    model.head.load_state_dict(head, strict=True)
    return model.eval()
