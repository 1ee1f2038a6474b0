"""Every loss and every classifier, run by PyTorch, as fixtures.

    python tooling/parity/losses.py

losses.safetensors: for each case the gradient `<case>.grad [B, C]` of made logits and the losses `<case>.loss [20]` of twenty SGD
steps on the logits themselves. classifiers.safetensors: for each head the logits, gradients and twenty losses of cross-entropy.
Values are made alike on both sides (reference/values.py).
"""

import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from reference.heads import head_shapes, logits
from reference.losses import loss
from reference.values import made

PACKAGES = Path(__file__).parents[2] / "packages"
COUNTS = torch.tensor([500.0, 120, 40, 20, 7, 1], dtype=torch.float64)
BATCH, WIDTH, STEPS, SCALE = 8, 16, 20, 25
LABELS = torch.tensor([0, 0, 5, 1, 2, 0, 4, 1])
LOSSES = {
    "ce": {}, "la": {}, "la-half": {"name": "la", "tau": 0.5}, "bs": {}, "focal": {}, "focal-one": {"name": "focal", "gamma": 1},
    "ldam": {}, "ldam-wide": {"name": "ldam", "maxMargin": 0.8}, "cb": {}, "cb-low": {"name": "cb", "beta": 0.9}, "grw": {}, "lade": {},
    "lade-strong": {"name": "lade", "weight": 0.3, "regularization": 0.2},
}
HEADS = {"linear": {}, "l2": {}, "cosine": {}, "cosine-low": {"name": "cosine", "scale": 15}, "layernorm": {}}


def steps(values, objective, rate):
    """Losses of SGD steps with momentum and weight decay on `values`; the first gradients."""
    trained = {name: value.clone().requires_grad_() for name, value in values.items()}
    sgd = torch.optim.SGD(trained.values(), lr=rate, momentum=0.9, weight_decay=5e-4)
    seen, first = [], None
    for _ in range(STEPS):
        sgd.zero_grad()
        value = objective(trained)
        value.backward()
        first = first or {name: p.grad.clone() for name, p in trained.items()}
        sgd.step()
        seen.append(value.item())
    return torch.tensor(seen), first


def loss_fixture():
    tensors, cases = {}, {}
    for case, options in LOSSES.items():
        config = {"name": case} | options
        seen, first = steps({"z": made("logits", (BATCH, 6), 8.0)}, lambda t: loss(config, t["z"], LABELS, COUNTS, SCALE), 0.5)
        cases[case] = config
        tensors |= {f"{case}.loss": seen, f"{case}.grad": first["z"]}
    return tensors, cases


def head_fixture():
    tensors, cases = {}, {}
    features = made("features", (BATCH, WIDTH), 2.0, 0.3)
    for case, options in HEADS.items():
        config = {"name": case} | options
        values = {name: made(f"head.{name}", shape) for name, shape in head_shapes(config, 6, WIDTH).items()} | {"features": features}
        objective = lambda t: F.cross_entropy(logits(t["features"], config, t.__getitem__), LABELS)
        seen, first = steps(values, objective, 0.1)
        cases[case] = config
        tensors |= {f"{case}.loss": seen, f"{case}.logits": logits(features, config, values.__getitem__)}
        tensors |= {f"{case}.grad.{name}": g for name, g in first.items()}
    return tensors, cases


def write(package, file, tensors, cases):
    about = {"cases": json.dumps(cases), "counts": json.dumps(COUNTS.tolist()), "labels": json.dumps(LABELS.tolist()), "torch": torch.__version__, "numpy": numpy.__version__}
    folder = PACKAGES / package / "test" / "fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in tensors.items()}, folder / file, metadata=about)
    print(file, (folder / file).stat().st_size, {k: (round(v[0].item(), 3), round(v[-1].item(), 3)) for k, v in tensors.items() if k.endswith(".loss")})


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("losses", "losses.safetensors", *loss_fixture())
    write("classifiers", "classifiers.safetensors", *head_fixture())
