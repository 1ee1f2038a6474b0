"""PyTorch's side of the bench for CLIP's ResNet: batch norms with stored statistics, attention pooling."""
import torch
import torch.nn.functional as F
from torch import nn

from torch_step import job, serve

m = job["model"]


def conv_norm(inputs, outputs, size, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs))


class Bottleneck(nn.Module):
    def __init__(self, inputs, middle, stride):
        super().__init__()
        self.one, self.two, self.three = conv_norm(inputs, middle, 1), conv_norm(middle, middle, 3), conv_norm(middle, 4 * middle, 1)
        self.shrink = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.skip = nn.Sequential(self.shrink, conv_norm(inputs, 4 * middle, 1)) if inputs != 4 * middle or stride > 1 else nn.Identity()

    def forward(self, x):
        y = self.shrink(F.relu(self.two(F.relu(self.one(x)))))
        return F.relu(self.three(y) + self.skip(x))


class Pool(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.position = heads, nn.Parameter(torch.randn((m["resolution"] // 32) ** 2 + 1, width) * 0.02)
        self.q, self.k, self.v, self.out = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, m["projection"])

    def forward(self, x):
        x = x.flatten(2).transpose(1, 2)
        x = torch.cat([x.mean(1, True), x], 1) + self.position
        split = lambda y: y.reshape(y.shape[0], y.shape[1], self.heads, -1).transpose(1, 2)
        y = F.scaled_dot_product_attention(split(self.q(x[:, :1])), split(self.k(x)), split(self.v(x)))
        return self.out(y.transpose(1, 2).flatten(1))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        width, layers, inputs = m["width"], [], m["width"]
        self.stem = nn.Sequential(
            conv_norm(3, width // 2, 3, 2), nn.ReLU(), conv_norm(width // 2, width // 2, 3), nn.ReLU(), conv_norm(width // 2, width, 3), nn.ReLU(), nn.AvgPool2d(2)
        )
        for stage, count in enumerate(m["blocks"]):
            for i in range(count):
                layers.append(Bottleneck(inputs, width * 2**stage, 2 if stage and i == 0 else 1))
                inputs = 4 * width * 2**stage
        self.layers, self.pool = nn.Sequential(*layers), Pool(inputs, inputs // 64)
        self.head = nn.Parameter(torch.randn(m["classes"], m["projection"]) * 0.02)

    def forward(self, images):
        feature = self.pool(self.layers(self.stem(images)))
        return 25 * F.normalize(feature) @ F.normalize(self.head).T


serve(ResNet().eval(), lambda name: name == "head" or name.endswith(".bias"))
