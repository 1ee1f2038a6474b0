"""Fine-tuning methods: each says which tensors it has, which of the model's it trains, and what it does at a place.

A method is `shapes(vit)`, `tunes(vit)`, `starts(shapes)` (values that are not random) and `apply(place, value, input, own)`.
"""

import math
import re

import torch
import torch.nn.functional as F


def block_of(place):
    found = re.match(r"blocks\.(\d+)\.(.+)$", place)
    return (int(found[1]), found[2]) if found else (None, place)


def block_range(vit, blocks="all"):
    if blocks == "all":
        return range(vit.blocks)
    if isinstance(blocks, dict):
        return range(vit.blocks - blocks["last"], vit.blocks)
    return range(blocks[0], blocks[1] + 1)


def width_rule(classes, blocks, matrices):
    return 2 ** max(0, math.floor(math.log2(classes / (matrices * blocks))))


class Method:
    def __init__(self, name, options, vit, classes):
        self.name, self.options, self.vit = name, options, vit
        self.blocks = block_range(vit, options.get("blocks", "all"))
        self.rank = options.get("bottleneck") or width_rule(classes, vit.blocks, 4 if options.get("widthRule") == "K/4L" else 2)

    def shapes(self):
        return {f"blocks.{i}.{part}": shape for i in self.blocks for part, shape in self.block_shapes().items()}

    def block_shapes(self):
        return {}

    def tunes(self):
        return []

    def apply(self, place, value, given, own):
        return value


def bottleneck_shapes(d, r):
    return {"norm.weight": (d,), "norm.bias": (d,), "down.weight": (r, d), "down.bias": (r,), "up.weight": (d, r), "up.bias": (d,)}


def bottleneck(x, own, at):
    x = F.layer_norm(x, x.shape[-1:], own(f"{at}.norm.weight"), own(f"{at}.norm.bias"), 1e-5)
    x = F.relu(F.linear(x, own(f"{at}.down.weight"), own(f"{at}.down.bias")))
    return F.linear(x, own(f"{at}.up.weight"), own(f"{at}.up.bias"))


class AdaptFormer(Method):
    def block_shapes(self):
        learnt = {"scale": ()} if self.options.get("scale", "learnable") == "learnable" else {}
        return bottleneck_shapes(self.vit.width, self.rank) | learnt

    def apply(self, place, value, given, own):
        i, part = block_of(place)
        if part != "parallelFfn" or i not in self.blocks:
            return value
        scale = self.options.get("scale", "learnable")
        scale = own(f"blocks.{i}.scale") if scale == "learnable" else scale
        return value + scale * bottleneck(given, own, f"blocks.{i}")


class Adapter(Method):
    def block_shapes(self):
        return bottleneck_shapes(self.vit.width, self.rank)

    def apply(self, place, value, given, own):
        i, part = block_of(place)
        return value + bottleneck(value, own, f"blocks.{i}") if part == "afterFfn" and i in self.blocks else value


class Lora(Method):
    targets = {"attn.q": "q", "attn.v": "v"}

    def widths(self, pair):
        return self.vit.width, self.vit.width

    def block_shapes(self):
        shapes = {}
        for pair in self.targets.values():
            inner, outer = self.widths(pair)
            shapes |= {f"{pair}.a": (self.rank, inner), f"{pair}.b": (outer, self.rank)}
        return shapes

    def apply(self, place, value, given, own):
        i, part = block_of(place)
        if part not in self.targets or i not in self.blocks:
            return value
        pair = f"blocks.{i}.{self.targets[part]}"
        return value + given @ own(f"{pair}.a").T @ own(f"{pair}.b").T / self.rank


class LoraMlp(Lora):
    targets = {"mlp.in": "mlp.in", "mlp.out": "mlp.out"}

    def widths(self, pair):
        d, m = self.vit.width, self.vit.mlp_width
        return (d, m) if pair == "mlp.in" else (m, d)


class Tuning(Method):
    """Trains tensors that the model has already."""

    def __init__(self, name, options, vit, classes, wanted):
        super().__init__(name, options, vit, classes)
        self.wanted = wanted

    def tunes(self):
        inside = [(block_of(name), name) for name in self.vit.shapes()]
        return [name for (i, part), name in inside if i in self.blocks and self.wanted(part)]


class Vpt(Method):
    def __init__(self, name, options, vit, classes):
        super().__init__(name, options, vit, classes)
        length = options.get("length", 10)
        self.length = width_rule(classes, vit.blocks, 1) if length == "from-data" else length
        self.blocks = list(self.blocks)[: 1 if name == "vpt-shallow" else None]

    def block_shapes(self):
        return {"prompt": (self.length, self.vit.width)}

    def apply(self, place, value, given, own):
        i, part = block_of(place)
        if part != "tokens" or i not in self.blocks:
            return value
        prompt = own(f"blocks.{i}.prompt").expand(len(value), -1, -1)
        return torch.cat([value[:, : self.vit.tokens], prompt], 1)


class Ssf(Method):
    def places(self):
        d, m, on = self.vit.width, self.vit.mlp_width, self.options
        places = {}
        if on.get("attn", True):
            places |= {"attn.qkv": ("attn.in", 3 * d), "attn.out": ("attn.out", d)}
        if on.get("mlp", True):
            places |= {"mlp.in": ("mlp.in", m), "mlp.out": ("mlp.out", d)}
        if on.get("ln", False):
            places |= {"norm1": ("norm1", d), "norm2": ("norm2", d)}
        return places

    def block_shapes(self):
        return {f"{pair}.{kind}": (width,) for pair, width in self.places().values() for kind in ("scale", "shift")}

    def apply(self, place, value, given, own):
        i, part = block_of(place)
        if i not in self.blocks or part not in self.places():
            return value
        pair = f"blocks.{i}.{self.places()[part][0]}"
        return value * own(f"{pair}.scale") + own(f"{pair}.shift")


PLAIN = {"adaptformer": AdaptFormer, "adapter": Adapter, "lora": Lora, "lora-mlp": LoraMlp, "vpt-shallow": Vpt, "vpt-deep": Vpt, "ssf": Ssf}
TUNED = {"full": lambda part: True, "bitfit": lambda part: part.endswith(".bias"), "layernorm": lambda part: part.startswith("norm")}


def method(config, vit, classes):
    """A method as a cell's config writes it."""
    options = {k: v for k, v in config.items() if k != "name"}
    name = config["name"]
    if name in TUNED:
        return Tuning(name, options, vit, classes, TUNED[name])
    if name in PLAIN:
        return PLAIN[name](name, options, vit, classes)
    raise SystemExit(f'this reference has no method "{name}"; it has {", ".join(sorted([*PLAIN, *TUNED]))}')


def known_start(name, shape):
    """Starting values that are no draw; None where they are one."""
    part = name.split(".", 2)[-1]
    if part in ("norm.weight", "scale"):
        return torch.ones(shape)
    if part in ("norm.bias", "down.bias", "up.weight", "up.bias") or part.endswith(".b"):
        return torch.zeros(shape)
    return None
