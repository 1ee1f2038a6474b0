"""python check_timm.py FOLDER IMAGES OUT: logits of an exported folder, by timm alone where `lift.json` says that it can."""

import json
import sys
from pathlib import Path

import timm
import torch
from safetensors.torch import load_file, save_file

folder, images, out = sys.argv[1:]
facts = json.loads((Path(folder) / "lift.json").read_text())
if facts["alone"]:
    model = timm.create_model(f"local-dir:{folder}", pretrained=True).eval()
else:
    sys.path.insert(0, folder)
    from lift_timm import load

    model = load()
with torch.no_grad():
    logits = model(load_file(images)["images"].permute(0, 3, 1, 2))
save_file({"logits": logits.contiguous()}, out)
print(f"timm {timm.__version__}, torch {torch.__version__}")
