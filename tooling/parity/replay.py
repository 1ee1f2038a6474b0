"""The training step of `lift replay` by PyTorch: same arguments, same files.

    python tooling/parity/replay.py --config cell.json --weights base.safetensors --batches batches.safetensors --out out.safetensors --init init.safetensors

Backbones clip-vit, vit, dinov2 given in full (`{"family": …, "width": …}`); weights in our own names or Hugging Face's CLIP names.
Methods: head only, adaptformer, adapter, lora, lora-mlp, full, bitfit, layernorm, vpt-shallow, vpt-deep, ssf.
Tensors that start as a random draw must be in --init: two languages do not draw alike.
"""

import argparse
import json
import re

import torch
from safetensors.torch import load_file, save_file

from reference.peft import known_start
from reference.training import Cell, train

HUGGING_FACE = [
    (r"embeddings\.class_embedding", "class"),
    (r"embeddings\.patch_embedding\.weight", "patch.weight"),
    (r"embeddings\.position_embedding\.weight", "position"),
    (r"pre_layrnorm\.", "pre."),
    (r"post_layernorm\.", "norm."),
    (r"encoder\.layers\.(\d+)\.layer_norm(\d)\.", r"blocks.\1.norm\2."),
    (r"encoder\.layers\.(\d+)\.mlp\.fc1\.", r"blocks.\1.mlp.in."),
    (r"encoder\.layers\.(\d+)\.mlp\.fc2\.", r"blocks.\1.mlp.out."),
    (r"encoder\.layers\.(\d+)\.self_attn\.out_proj\.", r"blocks.\1.attn.out."),
    (r"encoder\.layers\.(\d+)\.self_attn\.([qkv])_proj\.", r"blocks.\1.attn.\2."),
    (r"visual_projection\.weight", "projection"),
]


def canonical(read):
    """Tensors by our own names."""
    renamed = {}
    for name, value in read.items():
        name = name.removeprefix("vision_model.")
        for pattern, ours in HUGGING_FACE:
            name = re.sub("^" + pattern, ours, name)
        renamed[name] = value.float()
    for name in [n for n in renamed if re.search(r"attn\.q\.(weight|bias)$", n)]:
        renamed[name.replace("attn.q.", "attn.qkv.")] = torch.cat([renamed[name.replace("attn.q.", f"attn.{part}.")] for part in "qkv"])
    renamed["class"] = renamed["class"].flatten()
    renamed["position"] = renamed["position"].squeeze(0)
    return renamed


def starting_values(cell, base, init):
    taken = cell.taken(base)
    start, missing = {}, []
    for name, shape in cell.shapes().items():
        value = init.get(name, taken.get(name))
        if value is None and name == "head.bias":
            value = torch.zeros(shape)
        if value is None and not name.startswith("head."):
            value = known_start(name.split(".", 1)[1], shape)
        if value is None:
            missing.append(name)
        elif tuple(value.shape) != tuple(shape):
            raise SystemExit(f"{name} is {tuple(value.shape)} and must be {tuple(shape)}")
        else:
            start[name] = value.float()
    unknown = sorted(set(init) - set(cell.shapes()))
    if missing or unknown:
        raise SystemExit(f"--init lacks {missing}, which start as random draws, and holds {unknown}, which are not trained")
    return start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("config", "weights", "batches", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--init")
    given = parser.parse_args()
    torch.set_num_threads(1)
    with open(given.config) as file:
        config = json.load(file)
    batches = load_file(given.batches)
    cell = Cell(config, batches["counts"])
    read = canonical(load_file(given.weights))
    base = {name: read[name].reshape(shape) for name, shape in cell.model.shapes().items() if name != "projection" or name in read}
    start = starting_values(cell, base, load_file(given.init) if given.init else {})
    out = train(cell, base, start, list(zip(batches["images"].float(), batches["labels"].long())))
    save_file({name: value.contiguous() for name, value in out.items()}, given.out)


if __name__ == "__main__":
    main()
