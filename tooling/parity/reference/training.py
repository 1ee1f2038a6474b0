"""A cell's mathematics and its optimiser steps."""

import math

import torch

from . import heads, losses
from .backbone import from_config
from .peft import method


class Cell:
    """Backbone, methods, head and loss as a config writes them; tensors by their names in adapter files."""

    def __init__(self, config, counts):
        self.config, self.counts = config, counts.double()
        self.model = from_config(config["backbone"])
        peft = config.get("peft", [])
        peft = [peft] if isinstance(peft, (str, dict)) else peft
        peft = [{"name": p} if isinstance(p, str) else p for p in peft]
        self.methods = [method(p, self.model, len(counts)) for p in peft]
        self.head = self.part("classifier", "cosine")
        self.loss_config = self.part("loss", "la")

    def part(self, key, fallback):
        written = self.config.get(key, fallback)
        return {"name": written} if isinstance(written, str) else written

    def shapes(self):
        """Everything trained, by name."""
        own = {f"{m.name}.{name}": shape for m in self.methods for name, shape in m.shapes().items()}
        model = self.model.shapes()
        tuned = {f"{m.name}.{name}": model[name] for m in self.methods for name in m.tunes()}
        head = heads.head_shapes(self.head, len(self.counts), self.model.width)
        return own | tuned | {f"head.{name}": shape for name, shape in head.items()}

    def taken(self, base):
        """Starting values that are taken from the model, by name."""
        return {f"{m.name}.{name}": value for m in self.methods for name, value in m.taken(base).items()}

    def forward(self, images, base, trained):
        """Features and logits of images [B, S, S, 3]."""
        tuned = {name: f"{m.name}.{name}" for m in self.methods for name in m.tunes()}

        def weights(name):
            value = trained[tuned[name]] if name in tuned else base[name]
            for m in self.methods:
                value = m.replace(name, value, own_of(m))
            return value

        def own_of(m):
            return lambda name: trained[f"{m.name}.{name}"]

        def site(place, value, given):
            for m in self.methods:
                value = m.apply(place, value, given, own_of(m))
            return value

        f = self.model.features(images, weights, site)
        return f, heads.logits(f, self.head, lambda name: trained[f"head.{name}"])

    def loss(self, logits, labels):
        return losses.loss(self.loss_config, logits, labels, self.counts, heads.head_scale(self.head))


def rate(config, step):
    """The learning rate of a step: cosine per epoch."""
    optimizer = config.get("optimizer", {})
    base, epochs = optimizer.get("learningRate", 0.01), config.get("epochs", 10)
    if optimizer.get("schedule", "cosine") == "constant":
        return base
    return base * (1 + math.cos(math.pi * (step // config.get("stepsPerEpoch", 1)) / epochs)) / 2


def train(cell, base, start, batches):
    """Take one step for each (images, labels). Returns losses, the first step's outputs and gradients, the last values."""
    trained = {name: value.clone().requires_grad_() for name, value in start.items()}
    optimizer = cell.config.get("optimizer", {})
    sgd = torch.optim.SGD(trained.values(), lr=1, momentum=optimizer.get("momentum", 0.9), weight_decay=optimizer.get("weightDecay", 5e-4))
    out, seen = {}, []
    for step, (images, labels) in enumerate(batches):
        sgd.param_groups[0]["lr"] = rate(cell.config, step)
        f, z = cell.forward(images, base, trained)
        value = cell.loss(z, labels)
        sgd.zero_grad()
        value.backward()
        if step == 0:
            out |= {"features_first": f.detach(), "logits_first": z.detach()}
            out |= {f"grad.{name}": p.grad.clone() for name, p in trained.items()}
        sgd.step()
        seen.append(value.item())
    out |= {f"param.{name}": p.detach() for name, p in trained.items()}
    return out | {"loss": torch.tensor(seen)}
