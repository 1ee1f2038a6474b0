"""python check_peft.py FOLDER IMAGES OUT BASE: logits of timm's model with the base weights in BASE and the exported LoRA upon it."""

import json
import sys
from pathlib import Path

import peft
import timm
import torch
from safetensors.torch import load_file, save_file

folder, images, out, base = sys.argv[1:]
facts = json.loads((Path(folder) / "lift.json").read_text())
model = timm.create_model(facts["architecture"], pretrained=False, num_classes=len(facts["label_names"]), **facts["model_args"])
missing, unexpected = model.load_state_dict(load_file(base), strict=False)
if unexpected or set(missing) != {"head.weight", "head.bias"}:
    sys.exit(f"missing: {missing}, unexpected: {unexpected}")
model = peft.PeftModel.from_pretrained(model, folder).eval()
with torch.no_grad():
    logits = model(load_file(images)["images"].permute(0, 3, 1, 2))
save_file({"logits": logits.contiguous()}, out)
print(f"peft {peft.__version__}, timm {timm.__version__}, torch {torch.__version__}")
