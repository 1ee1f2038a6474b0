"""Vision transformers by canonical tensor names: CLIP's image tower, timm's ViT, DINOv2."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Vit:
    family: str
    width: int
    blocks: int
    heads: int
    patch: int
    resolution: int
    projection: int = 0
    mlp_ratio: float = 4

    @property
    def mlp_width(self):
        return round(self.width * self.mlp_ratio)

    @property
    def tokens(self):
        return 1 + (self.resolution // self.patch) ** 2

    @property
    def clip(self):
        return self.family == "clip-vit"

    @property
    def epsilon(self):
        return 1e-5 if self.clip else 1e-6

    def features(self, images, weights, site):
        return features(images, self, weights, site)

    def shapes(self):
        d, m = self.width, self.mlp_width
        shapes = {"patch.weight": (d, 3, self.patch, self.patch), "class": (d,), "position": (self.tokens, d), "norm.weight": (d,), "norm.bias": (d,)}
        if self.clip:
            shapes |= {"pre.weight": (d,), "pre.bias": (d,)}
            if self.projection:
                shapes["projection"] = (self.projection, d)
        else:
            shapes["patch.bias"] = (d,)
        for i in range(self.blocks):
            parts = {"norm1.weight": (d,), "norm1.bias": (d,), "attn.qkv.weight": (3 * d, d), "attn.qkv.bias": (3 * d,), "attn.out.weight": (d, d), "attn.out.bias": (d,)}
            parts |= {"norm2.weight": (d,), "norm2.bias": (d,), "mlp.in.weight": (m, d), "mlp.in.bias": (m,), "mlp.out.weight": (d, m), "mlp.out.bias": (d,)}
            if self.family == "dinov2":
                parts |= {"scale1": (d,), "scale2": (d,)}
            shapes |= {f"blocks.{i}.{part}": shape for part, shape in parts.items()}
        return shapes


def gelu(x, vit):
    return x * torch.sigmoid(1.702 * x) if vit.clip else F.gelu(x)


def split_heads(x, heads):
    b, n, d = x.shape
    return x.view(b, n, heads, d // heads).transpose(1, 2)


def attention(x, vit, weights, site, i):
    """The attention's output before the residual sum; `site` applies what is attached at a place."""
    at = f"blocks.{i}.attn"
    qkv = F.linear(x, weights(f"{at}.qkv.weight"), weights(f"{at}.qkv.bias"))
    q, k, v = (site(f"{at}.{part}", value, x) for part, value in zip("qkv", qkv.chunk(3, dim=-1)))
    q, k, v = site(f"{at}.qkv", torch.cat([q, k, v], -1), x).chunk(3, dim=-1)
    q, k, v = (split_heads(value, vit.heads) for value in (q, k, v))
    mixed = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]), -1) @ v
    mixed = mixed.transpose(1, 2).flatten(2)
    return site(f"{at}.out", F.linear(mixed, weights(f"{at}.out.weight"), weights(f"{at}.out.bias")), mixed)


def feed_forward(x, vit, weights, site, i):
    at = f"blocks.{i}.mlp"
    hidden = site(f"{at}.in", F.linear(x, weights(f"{at}.in.weight"), weights(f"{at}.in.bias")), x)
    hidden = gelu(hidden, vit)
    return site(f"{at}.out", F.linear(hidden, weights(f"{at}.out.weight"), weights(f"{at}.out.bias")), hidden)


def features(images, vit, weights, site):
    """images [B, S, S, 3] -> [B, D]. `weights(name)` gives a tensor, `site(name, value, input)` what goes on from a place."""

    def norm(x, name):
        return F.layer_norm(x, (vit.width,), weights(f"{name}.weight"), weights(f"{name}.bias"), vit.epsilon)

    patches = F.conv2d(images.permute(0, 3, 1, 2), weights("patch.weight"), None if vit.clip else weights("patch.bias"), stride=vit.patch)
    patches = patches.flatten(2).transpose(1, 2)
    x = torch.cat([weights("class").expand(len(images), 1, -1), patches], 1) + weights("position")
    if vit.clip:
        x = norm(x, "pre")
    for i in range(vit.blocks):
        at = f"blocks.{i}"
        scale = (lambda k: weights(f"{at}.scale{k}")) if vit.family == "dinov2" else (lambda k: 1)
        x = site(f"{at}.tokens", x, x)
        x = x + scale(1) * attention(site(f"{at}.norm1", norm(x, f"{at}.norm1"), x), vit, weights, site, i)
        out = feed_forward(site(f"{at}.norm2", norm(x, f"{at}.norm2"), x), vit, weights, site, i)
        out = site(f"{at}.parallelFfn", site(f"{at}.afterFfn", out, x), x)
        x = x + scale(2) * out
    return site("pooled", norm(x[:, 0], "norm"), x[:, 0])
