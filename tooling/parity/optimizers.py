"""Steps of PyTorch's optimisers, clipping and schedule on fixed numbers. Usage: optimizers.py out.json"""
import json
import sys

import torch

torch.set_num_threads(1)
torch.manual_seed(0)
STEPS, SIZE = 5, 6
start, gradients = torch.randn(SIZE), torch.randn(STEPS, SIZE)


def run(make):
    p = torch.nn.Parameter(start.clone())
    optimiser, values = make([p]), []
    for g in gradients:
        p.grad = g.clone()
        optimiser.step()
        values.append(p.detach().tolist())
    return values


def cosine(base, epochs):
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    schedule, rates = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs), []
    for _ in range(epochs):
        rates.append(schedule.get_last_lr()[0])
        optimiser.step()
        schedule.step()
    return rates


def clipped(limit):
    parts = [torch.nn.Parameter(torch.zeros(SIZE)) for _ in range(2)]
    for part, g in zip(parts, gradients):
        part.grad = g.clone()
    torch.nn.utils.clip_grad_norm_(parts, limit)
    return [part.grad.tolist() for part in parts]


json.dump(
    {
        "torch": torch.__version__,
        "seed": 0,
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "sgd": run(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05)),
        "adamw": run(lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
        "clipped": {"1": clipped(1.0), "100": clipped(100.0)},
        "cosine": cosine(0.02, 7),
    },
    open(sys.argv[1], "w"),
)
