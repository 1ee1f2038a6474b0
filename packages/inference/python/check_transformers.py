"""python check_transformers.py FOLDER IMAGES OUT: logits of an exported folder by AutoModelForImageClassification alone."""

import sys

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoModelForImageClassification

folder, images, out = sys.argv[1:]
model, info = AutoModelForImageClassification.from_pretrained(folder, output_loading_info=True)
for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
    if info.get(what):
        sys.exit(f"{what}: {sorted(map(str, info[what]))[:8]}")
with torch.no_grad():
    logits = model.eval()(pixel_values=load_file(images)["images"].permute(0, 3, 1, 2)).logits
save_file({"logits": logits.contiguous()}, out)
print(f"transformers {transformers.__version__}, torch {torch.__version__}")
