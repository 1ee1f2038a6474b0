"""torchvision's bottleneck ResNet by canonical tensor names; batch norms use their stored statistics."""

from dataclasses import dataclass

import torch.nn.functional as F


@dataclass(frozen=True)
class Resnet:
    family: str
    stem: int
    stages: tuple
    resolution: int

    # what the methods may ask of a model
    blocks = 0
    tokens = 0

    @property
    def width(self):
        return 32 * self.stem

    def shapes(self):
        shapes = {"stem.conv1.weight": (self.stem, 3, 7, 7)} | norm_shapes("stem.norm1", self.stem)
        inner = self.stem
        for stage, count in enumerate(self.stages):
            planes = self.stem * 2**stage
            for b in range(count):
                at = f"layers.{stage}.{b}"
                convolutions = [(planes, inner, 1), (planes, planes, 3), (4 * planes, planes, 1)]
                for n, (out, into, side) in enumerate(convolutions, 1):
                    shapes |= {f"{at}.conv{n}.weight": (out, into, side, side)} | norm_shapes(f"{at}.norm{n}", out)
                if b == 0:
                    shapes |= {f"{at}.downsample.conv.weight": (4 * planes, inner, 1, 1)} | norm_shapes(f"{at}.downsample.norm", 4 * planes)
                inner = 4 * planes
        return shapes

    def features(self, images, weights, site):
        def conv(x, name, stride=1, padding=0):
            return F.conv2d(x, weights(f"{name}.weight"), stride=stride, padding=padding)

        def norm(x, name):
            mean, variance, weight, bias = (weights(f"{name}.{part}") for part in ("mean", "variance", "weight", "bias"))
            return F.batch_norm(x, mean, variance, weight, bias, eps=1e-5)

        x = F.relu(norm(conv(images.permute(0, 3, 1, 2), "stem.conv1", 2, 3), "stem.norm1"))
        x = F.max_pool2d(x, 3, 2, 1)
        for stage, count in enumerate(self.stages):
            for b in range(count):
                at, stride = f"layers.{stage}.{b}", 2 if stage and not b else 1
                out = F.relu(norm(conv(x, f"{at}.conv1"), f"{at}.norm1"))
                out = F.relu(norm(conv(out, f"{at}.conv2", stride, 1), f"{at}.norm2"))
                out = norm(conv(out, f"{at}.conv3"), f"{at}.norm3")
                short = x if b else norm(conv(x, f"{at}.downsample.conv", stride), f"{at}.downsample.norm")
                x = F.relu(out + short)
        pooled = x.mean((2, 3))
        return site("pooled", pooled, pooled)


def norm_shapes(name, width):
    return {f"{name}.{part}": (width,) for part in ("weight", "bias", "mean", "variance")}
