"""PyTorch's side of the bench for vision transformers."""
import torch
import torch.nn.functional as F
from torch import nn

from torch_step import job, serve

m = job["model"]
d, r = m["width"], m.get("bottleneck")


class AdaptFormer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.down, self.up = nn.LayerNorm(d), nn.Linear(d, r), nn.Linear(r, d)
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, x):
        return self.up(F.relu(self.down(self.norm(x)))) * self.scale


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=1e-6), nn.LayerNorm(d, eps=1e-6)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.mlp_in, self.mlp_out = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.adapter = AdaptFormer() if r else None

    def attend(self, x):
        b, n, _ = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, m["heads"], d // m["heads"]).permute(2, 0, 3, 1, 4)
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        x, after = x + self.mlp_out(F.gelu(self.mlp_in(self.norm2(x)))), x
        return x + self.adapter(after) if r else x


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        tokens = (m["resolution"] // m["patch"]) ** 2 + 1
        self.patch = nn.Conv2d(3, d, m["patch"], m["patch"])
        self.token, self.position = nn.Parameter(torch.zeros(1, 1, d)), nn.Parameter(torch.randn(1, tokens, d) * 0.02)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(m["blocks"])), nn.LayerNorm(d, eps=1e-6)
        self.head = nn.Parameter(torch.randn(m["classes"], d) * 0.02)

    def forward(self, images):
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        for block in self.blocks:
            x = block(x)
        return 25 * F.normalize(self.norm(x[:, 0])) @ F.normalize(self.head).T


def trained(name):
    return name == "head" or "adapter" in name or (m["tuning"] == "full" and name.startswith("blocks."))


serve(ViT(), trained)
