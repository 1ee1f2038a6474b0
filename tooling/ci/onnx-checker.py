"""Check ONNX files by ONNX's own checker, shapes inferred throughout.

    python tooling/ci/onnx-checker.py FOLDER
"""

import sys
from pathlib import Path

import onnx

files = sorted(Path(sys.argv[1]).rglob("*.onnx"))
for file in files:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    (opset,) = model.opset_import
    assert opset.version >= 18, (file, opset.version)
    for port in [*model.graph.input, *model.graph.output]:
        assert port.type.tensor_type.shape.dim[0].dim_param == "batch", (file, port.name)
    assert {p.key for p in model.metadata_props} == {"card", "classNames", "preprocessing"}, file
assert files, "no file to check"
print(f"{len(files)} files")
