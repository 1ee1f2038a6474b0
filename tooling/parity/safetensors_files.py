"""Files written by the safetensors library, for packages/core-tensor.

    python tooling/parity/safetensors_files.py   writes packages/tensor-files/test/fixtures/types.safetensors
"""

from pathlib import Path

import safetensors
import torch
from safetensors.torch import save_file

OUT = Path(__file__).parents[2] / "packages/tensor-files/test/fixtures/types.safetensors"
values = torch.tensor([[0.0, -0.0, 1.5], [-2.25, 65504.0, 6e-8]], dtype=torch.float64)
tensors = {
    "f64": values, "f32": values.float(), "f16": values.half(), "bf16": values.bfloat16(),
    "i64": torch.tensor([-3, 2**40]), "i32": torch.tensor([-3, 7], dtype=torch.int32), "u8": torch.tensor([0, 255], dtype=torch.uint8),
    "i8": torch.tensor([-128, 127], dtype=torch.int8), "i16": torch.tensor([-300], dtype=torch.int16), "bool": torch.tensor([True, False]),
    "scalar": torch.tensor(0.5), "empty": torch.zeros(0, 3),
}  # fmt: skip
OUT.parent.mkdir(parents=True, exist_ok=True)
save_file(tensors, OUT, {"safetensors": safetensors.__version__, "torch": torch.__version__})
