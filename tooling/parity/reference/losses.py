"""Losses for long-tailed classes: scalars of logits, labels and training counts."""

import torch
import torch.nn.functional as F


def class_weights(config, counts):
    if config["name"] == "grw":
        weights = counts.sum() / counts
    else:
        beta = config.get("beta", 0.9999)
        weights = (1 - beta) / (1 - beta**counts)
    return (weights / weights.mean()).float()


def lade(z, labels, prior, config):
    batch, classes = z.shape
    own = F.one_hot(labels, classes).float()
    first = (own * z).sum(0) / (own.sum(0) + 1e-8)
    tilted = z - torch.log(prior + 1e-9) + torch.log(torch.tensor(1 / classes) + 1e-9)
    second = torch.logsumexp(tilted, 0) - torch.log(torch.tensor(float(batch)))
    estimate = -(prior * (first - second - config.get("regularization", 0.1) * second**2)).sum()
    return F.cross_entropy(z + torch.log(prior), labels) + config.get("weight", 0.1) * estimate


def loss(config, z, labels, counts, scale):
    """counts [C] float64; the prior and the weights are made in double precision, then rounded."""
    name, prior = config["name"], counts / counts.sum()
    if name == "ce":
        return F.cross_entropy(z, labels)
    if name in ("la", "bs"):
        return F.cross_entropy(z + (config.get("tau", 1) * torch.log(prior)).float(), labels)
    if name == "focal":
        entropy = F.cross_entropy(z, labels, reduction="none")
        return ((1 - torch.exp(-entropy)) ** config.get("gamma", 2) * entropy).mean()
    if name == "ldam":
        margin = counts**-0.25
        margin = (margin * config.get("maxMargin", 0.5) / margin.max()).float()
        return F.cross_entropy(z - scale * F.one_hot(labels, z.shape[1]) * margin, labels)
    if name in ("cb", "grw"):
        return F.cross_entropy(z, labels, weight=class_weights(config, counts))
    if name == "lade":
        return lade(z, labels, prior.float(), config)
    raise SystemExit(f'this reference has no loss "{name}"')
