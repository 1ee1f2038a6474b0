"""Cases for the tests of `lift replay`: small CLIP image towers of random weights in Hugging Face's naming, and what PyTorch computes.
The methods are run through the command; `combinations` holds every loss and every head in 20 steps of head and AdaptFormer, side by side.

    python tooling/parity/replay_fixtures.py packages/run-grid/test/fixtures/replay
"""

import json
import subprocess
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file

STEPS, BATCH, SIZE, WIDTH, BLOCKS, CLASSES, RANK = 6, 6, 16, 32, 2, 5, 2
BACKBONE = {"family": "clip-vit", "width": WIDTH, "blocks": BLOCKS, "heads": 2, "patch": 4, "resolution": SIZE, "projection": 16}
METHODS = {
    "head-only": [],
    "adaptformer": [{"name": "adaptformer", "bottleneck": RANK, "scale": "learnable", "blocks": "all"}],
    "adaptformer-last": [{"name": "adaptformer", "bottleneck": RANK, "scale": 0.5, "blocks": {"last": 1}}],
    "lora": [{"name": "lora", "bottleneck": RANK}],
    "full": [{"name": "full"}],
}
CONFIG = {
    "backbone": BACKBONE,
    "classifier": {"name": "cosine", "scale": 25},
    "loss": {"name": "la", "tau": 1},
    "initializer": {"name": "random"},
    "optimizer": {"learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005, "schedule": "cosine"},
    "epochs": 10,
    "batch": BATCH,
    "precision": "float32",
    "seed": 0,
}


LONG = 20
LOSSES = [
    {"name": "ce"},
    {"name": "focal", "gamma": 2},
    {"name": "ldam", "maxMargin": 0.5},
    {"name": "cb", "beta": 0.999},
    {"name": "grw"},
    {"name": "bs"},
    {"name": "la", "tau": 1.5},
    {"name": "lade"},
]
HEADS = ["linear", "l2", "layernorm", "cosine"]
COMBINATIONS = {
    **{f"loss-{loss['name']}": {"loss": loss} for loss in LOSSES},
    **{f"head-{head}": {"classifier": {"name": head, "scale": 20}} for head in HEADS},
}


def draws(method):
    """Starting values of the tensors that begin as random draws."""
    start = {"head.weight": torch.nn.functional.normalize(torch.rand(CLASSES, WIDTH) * 2 - 1)}
    for block in range(BLOCKS):
        prefix = f"blocks.{block}"
        if method == "adaptformer" or (method == "adaptformer-last" and block == BLOCKS - 1):
            start[f"adaptformer.{prefix}.down.weight"] = torch.randn(RANK, WIDTH) * 0.1
            start[f"adaptformer.{prefix}.up.weight"] = torch.randn(WIDTH, RANK) * 0.1
        if method == "lora":
            for part in "qv":
                start[f"lora.{prefix}.{part}.a"] = torch.randn(RANK, WIDTH) * 0.2
                start[f"lora.{prefix}.{part}.b"] = torch.randn(WIDTH, RANK) * 0.2
    return start


def reference(out, name, config, batches):
    """What PyTorch computes for a cell, written beside its config."""
    (out / f"{name}.json").write_text(json.dumps({**CONFIG, **config}, indent=1) + "\n")
    files = {"config": f"{name}.json", "weights": "base.safetensors", "batches": batches, "init": f"{name}.init.safetensors", "out": f"{name}.expected.safetensors"}
    arguments = [part for key, file in files.items() for part in (f"--{key}", str(out / file))]
    subprocess.run([sys.executable, str(Path(__file__).with_name("replay.py")), *arguments], check=True)


def save_batches(file, steps):
    images = torch.randn(steps, BATCH, SIZE, SIZE, 3)
    labels = torch.randint(0, CLASSES, (steps, BATCH))
    save_file({"images": images, "labels": labels, "counts": torch.tensor([50, 20, 10, 5, 2])}, file)


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    config = transformers.CLIPVisionConfig(hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=BLOCKS, num_attention_heads=2, image_size=SIZE, patch_size=4, projection_dim=16)
    model = transformers.CLIPVisionModelWithProjection(config)
    for value in model.parameters():
        torch.nn.init.normal_(value, std=0.15)
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, out / "base.safetensors")
    save_batches(out / "batches.safetensors", STEPS)
    for method, peft in METHODS.items():
        save_file(draws(method), out / f"{method}.init.safetensors")
        reference(out, method, {"peft": peft}, "batches.safetensors")
    several = out / "combinations"
    several.mkdir(exist_ok=True)
    save_file(load_file(out / "base.safetensors"), several / "base.safetensors")
    save_batches(several / "batches.safetensors", LONG)
    for name, config in COMBINATIONS.items():
        save_file(draws("adaptformer"), several / f"{name}.init.safetensors")
        reference(several, name, {"peft": METHODS["adaptformer"], "epochs": LONG, **config}, "batches.safetensors")
    (out / "versions.json").write_text(json.dumps({"torch": torch.__version__, "transformers": transformers.__version__, "seed": 0}) + "\n")


if __name__ == "__main__":
    main()
