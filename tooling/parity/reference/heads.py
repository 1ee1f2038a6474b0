"""Classifiers: logits of features."""

import torch.nn.functional as F


def head_shapes(config, classes, width):
    shapes = {"weight": (classes, width)}
    return shapes | {"bias": (classes,)} if config["name"] == "linear" else shapes


def head_scale(config):
    return config.get("scale", 25) if config["name"] == "cosine" else 1


def logits(features, config, own):
    weight = own("weight")
    if config["name"] == "linear":
        return F.linear(features, weight, own("bias"))
    unit = F.normalize(weight, dim=-1)
    if config["name"] == "l2":
        return F.linear(features, unit)
    if config["name"] == "cosine":
        return head_scale(config) * F.linear(F.normalize(features, dim=-1), unit)
    if config["name"] == "layernorm":
        return F.linear(F.layer_norm(features, features.shape[-1:], eps=1e-12), unit)
    raise SystemExit(f'this reference has no classifier "{config["name"]}"')
