"""Every fine-tuning method on tiny backbones, run by PyTorch, as fixtures.

    python tooling/parity/peft.py [name …]

A fixture holds, for a config and values that both sides make alike (reference/values.py): `logits_first`, `features_first`,
`grad.<name>` of the first step, `loss` of SGD steps: twenty on CLIP's tower, six on the ResNet, three on the others. They go to the method's package, test/fixtures/.
"""

import json
import sys
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

from reference.training import Cell, train
from reference.values import made, made_tensor

PACKAGES = Path(__file__).parents[2] / "packages"
CLASSES, BATCH = 6, 4
STEPS = {"clip-vit": 20, "vit": 3, "dinov2": 3, "resnet": 6}
COUNTS = torch.tensor([50, 30, 20, 10, 4, 1])
SIZES = {"width": 16, "blocks": 2, "heads": 2, "patch": 4, "resolution": 8}
BACKBONES = {"clip-vit": {"family": "clip-vit", "projection": 8} | SIZES, "vit": {"family": "vit"} | SIZES, "dinov2": {"family": "dinov2"} | SIZES}
BACKBONES["resnet"] = {"family": "resnet", "width": 2, "blocks": [1, 1, 1, 1], "resolution": 32}

METHODS = {
    "adaptformer": ("peft-adaptformer", {"bottleneck": 3}),
    "adaptformer-fixed": ("peft-adaptformer", {"name": "adaptformer", "bottleneck": 3, "scale": 0.5, "blocks": {"last": 1}}),
    "adapter": ("peft-adapter", {"bottleneck": 3}),
    "lora": ("peft-lora", {"bottleneck": 3}),
    "lora-mlp": ("peft-lora", {"bottleneck": 3}),
    "full": ("peft-full", {}),
    "full-last": ("peft-full", {"name": "full", "blocks": {"last": 1}}),
    "bitfit": ("peft-bitfit", {}),
    "layernorm": ("peft-bitfit", {}),
    "vpt-shallow": ("peft-vpt", {"length": 3}),
    "vpt-deep": ("peft-vpt", {"length": 3}),
    "ssf": ("peft-ssf", {}),
    "sparse": ("peft-sparse", {"ratio": 1}),
    "ssf-ln": ("peft-ssf", {"name": "ssf", "ln": True, "mlp": False, "blocks": [0, 0]}),
}
ON_RESNETS = {"bias": ("peft-bitfit", {}), "batch-norm": ("peft-bitfit", {}), "ssf-pooled": ("peft-ssf", {"name": "ssf"})}


def config_of(case, options, family):
    return {
        "backbone": BACKBONES[family],
        "peft": [{"name": case} | options],
        "classifier": {"name": "cosine", "scale": 25},
        "loss": {"name": "la", "tau": 1},
        "optimizer": {"learningRate": 0.02, "momentum": 0.9, "weightDecay": 0.0005, "schedule": "cosine"},
        "epochs": STEPS[family],
    }


def batch(step, side):
    images = made(f"images.{step}", (BATCH, side, side, 3), 2.0)
    return images, torch.tensor([(step + 2 * b) % CLASSES for b in range(BATCH)])


def run(case, package, options, family):
    config = config_of(case, options, family)
    cell = Cell(config, COUNTS)
    base = {name: made_tensor(name, shape) for name, shape in cell.model.shapes().items()}
    taken = cell.taken(base)
    start = {name: taken[name] if name in taken else made_tensor(name, shape) for name, shape in cell.shapes().items()}
    out = train(cell, base, start, [batch(step, config["backbone"]["resolution"]) for step in range(STEPS[family])])
    kept = {k: v.contiguous() for k, v in out.items() if not k.startswith("param.")}
    about = {"config": json.dumps(config), "counts": json.dumps(COUNTS.tolist()), "torch": torch.__version__, "numpy": numpy.__version__}
    folder = PACKAGES / package / "test" / "fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case}.{family}.safetensors"
    save_file(kept, path, metadata=about)
    print(path.name, path.stat().st_size, "loss", round(out["loss"][0].item(), 4), "to", round(out["loss"][-1].item(), 4))


if __name__ == "__main__":
    torch.set_num_threads(1)
    every = [(case, family) for case in METHODS for family in ("clip-vit", "vit", "dinov2")] + [(case, "resnet") for case in ON_RESNETS]
    for case, family in every:
        if case in (sys.argv[1:] or [case]):
            run(case, *(METHODS | ON_RESNETS)[case], family)
