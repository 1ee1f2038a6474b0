"""Fine-tuning methods: each says which tensors it has, which of the model's it trains, and what it does at a place.

`shapes()` are its own tensors, `tunes()` the model's that it trains, `taken(base)` starting values that come from the model,
`apply(place, value, given, own)` what goes on from a place, `replace(name, value, own)` what a parameter becomes.
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
        self.classes = classes

    @property
    def rank(self):
        matrices = 4 if self.options.get("widthRule") == "K/4L" else 2
        return self.options.get("bottleneck") or width_rule(self.classes, self.vit.blocks, matrices)

    def shapes(self):
        return {f"blocks.{i}.{part}": shape for i in self.blocks for part, shape in self.block_shapes().items()}

    def block_shapes(self):
        return {}

    def tunes(self):
        return []

    def taken(self, base):
        return {name: base[name] for name in self.tunes()}

    def replace(self, name, value, own):
        return value

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


class ConvolutionalTuning(Tuning):
    def tunes(self):
        return [name for name in self.vit.shapes() if self.wanted(name)]


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


class Sparse(Method):
    """Every entry of the four matrices of each block, weight first: the mask of ratio 1, the only one that no draw decides."""

    matrices = {"attn.in": "attn.qkv", "attn.out": "attn.out", "mlp.in": "mlp.in", "mlp.out": "mlp.out"}

    def __init__(self, name, options, vit, classes):
        super().__init__(name, options, vit, classes)
        if options["ratio"] != 1:
            raise SystemExit("this reference draws no mask: ratio must be 1")

    def block_shapes(self):
        shapes = self.vit.shapes()
        size = lambda part: math.prod(shapes[f"blocks.0.{part}.weight"]) + shapes[f"blocks.0.{part}.bias"][0]
        return {f"{own}.values": (size(part),) for own, part in self.matrices.items()}

    def taken(self, base):
        at = lambda i, part: torch.cat([base[f"blocks.{i}.{part}.weight"].flatten(), base[f"blocks.{i}.{part}.bias"]])
        return {f"blocks.{i}.{own}.values": at(i, part) for i in self.blocks for own, part in self.matrices.items()}

    def replace(self, name, value, own):
        i, part = block_of(name)
        for mine, matrix in self.matrices.items():
            if i in self.blocks and part in (f"{matrix}.weight", f"{matrix}.bias"):
                values = own(f"blocks.{i}.{mine}.values")
                count = value.numel()
                return (values[:count] if part.endswith("weight") else values[-count:]).view_as(value)
        return value


class Ssf(Method):
    def shapes(self):
        if self.vit.family == "resnet":
            return {"pooled.scale": (self.vit.width,), "pooled.shift": (self.vit.width,)}
        return super().shapes()

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
        if place == "pooled" and "pooled.scale" in self.shapes():
            return value * own("pooled.scale") + own("pooled.shift")
        if i not in self.blocks or part not in self.places():
            return value
        pair = f"blocks.{i}.{self.places()[part][0]}"
        return value * own(f"{pair}.scale") + own(f"{pair}.shift")


PLAIN = {"adaptformer": AdaptFormer, "adapter": Adapter, "lora": Lora, "lora-mlp": LoraMlp, "vpt-shallow": Vpt, "vpt-deep": Vpt, "ssf": Ssf, "sparse": Sparse}
TUNED = {"full": lambda part: True, "bitfit": lambda part: part.endswith(".bias"), "layernorm": lambda part: part.startswith("norm")}
CONVOLUTIONAL = {"bias": lambda name: name.endswith(".bias"), "batch-norm": lambda name: re.search(r"(^|\.)norm\d*\.(weight|bias)$", name)}


def method(config, vit, classes):
    """A method as a cell's config writes it."""
    options = {k: v for k, v in config.items() if k != "name"}
    name = config["name"]
    if name in TUNED:
        return Tuning(name, options, vit, classes, TUNED[name])
    if name in CONVOLUTIONAL:
        return ConvolutionalTuning(name, options, vit, classes, CONVOLUTIONAL[name])
    if name in PLAIN:
        return PLAIN[name](name, options, vit, classes)
    raise SystemExit(f'this reference has no method "{name}"; it has {", ".join(sorted([*PLAIN, *TUNED, *CONVOLUTIONAL]))}')


def known_start(name, shape):
    """Starting values that are no draw; None where they are one."""
    part = name.split(".", 2)[-1]
    if part in ("norm.weight", "scale"):
        return torch.ones(shape)
    if part in ("norm.bias", "down.bias", "up.weight", "up.bias") or part.endswith(".b"):
        return torch.zeros(shape)
    return None
