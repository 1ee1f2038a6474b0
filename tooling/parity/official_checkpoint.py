"""Tiny checkpoints in the layout of the LIFT authors' code, for packages/weights.

    python tooling/parity/official_checkpoint.py     writes packages/weights/test/fixtures/official/

Their trainer saves `{"tuner": state dict, "head": state dict}`. The modules here are written from the names and shapes alone.
"""

import json
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn

OUT = Path(__file__).parents[2] / "packages/weights/test/fixtures/official"
D, R, C, BLOCKS, PROMPTS = 6, 2, 3, 3, 4
torch.manual_seed(0)
torch.set_num_threads(1)


class Bottleneck(nn.Module):
    def __init__(self, scaled):
        super().__init__()
        self.ln, self.down_proj, self.up_proj = nn.LayerNorm(D), nn.Linear(D, R), nn.Linear(R, D)
        if scaled:
            self.scale = nn.Parameter(torch.ones(1))


class LowRank(nn.Module):
    def __init__(self, inputs=D, outputs=D):
        super().__init__()
        self.lora_A, self.lora_B = nn.Parameter(torch.zeros(inputs, R)), nn.Parameter(torch.zeros(R, outputs))


class Prompt(nn.Module):
    def __init__(self):
        super().__init__()
        self.prompt = nn.Parameter(torch.zeros(PROMPTS, D))


class ScaleShift(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.zeros(width)), nn.Parameter(torch.zeros(width))


class ClipBlock(nn.Module):
    """A block whose parameters are in the order of OpenAI's."""

    def __init__(self):
        super().__init__()
        self.attn, self.ln_1 = nn.MultiheadAttention(D, 1), nn.LayerNorm(D)
        self.mlp = nn.Sequential(OrderedDict(c_fc=nn.Linear(D, 4 * D), c_proj=nn.Linear(4 * D, D)))
        self.ln_2 = nn.LayerNorm(D)


class TimmBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(D), nn.Sequential(OrderedDict(qkv=nn.Linear(D, 3 * D), proj=nn.Linear(D, D)))
        self.norm2, self.mlp = nn.LayerNorm(D), nn.Sequential(OrderedDict(fc1=nn.Linear(D, 4 * D), fc2=nn.Linear(4 * D, D)))


def per_block(make, first=0, last=BLOCKS):
    return nn.ModuleList([make() if first <= i < last else None for i in range(BLOCKS)])


def listed(block, kinds):
    blocks = nn.ModuleList([block() for _ in range(BLOCKS)])
    return blocks, nn.ParameterList([p for n, p in blocks.named_parameters() if kinds(n)]), [n for n, _ in blocks.named_parameters() if kinds(n)]


OUT.mkdir(parents=True, exist_ok=True)
expected = {}


def save(name, head=None, **parts):
    tuner, head = nn.Module(), head or nn.Linear(D, C)
    for key, value in parts.items():
        setattr(tuner, key, value)
    for parameter in [*tuner.parameters(), *head.parameters()]:
        nn.init.normal_(parameter)
    torch.save({"tuner": tuner.state_dict(), "head": head.state_dict()}, OUT / f"{name}.pth.tar")
    expected[name] = {k: v.tolist() for d, s in {"tuner": tuner, "head": head}.items() for k, v in ((f"{d}.{k}", v) for k, v in s.state_dict().items())}


save("adaptformer", nn.Linear(D, C, bias=False), adaptformer_list=per_block(lambda: Bottleneck(True)), adapter_list=nn.ModuleList([None] * BLOCKS))
save("adapter-last-two", adapter_list=per_block(lambda: Bottleneck(False), first=1))
save("lora", lora_list=per_block(lambda: nn.ModuleDict({"q": LowRank(), "v": LowRank()})), lora_mlp_list=per_block(lambda: nn.ModuleDict({"1": LowRank(D, 4 * D), "2": LowRank(4 * D, D)})))  # fmt: skip
save("vpt-shallow", vpt_list=per_block(Prompt, last=1))
save("vpt-deep", vpt_list=per_block(Prompt))
save(
    "ssf",
    ssf_attn_list=per_block(lambda: nn.ModuleDict({"attn_in": ScaleShift(3 * D), "attn_out": ScaleShift(D)})),
    ssf_mlp_list=per_block(lambda: nn.ModuleDict({"mlp_in": ScaleShift(4 * D), "mlp_out": ScaleShift(D)})),
    ssf_ln_list=per_block(lambda: nn.ModuleDict({"ln_1": ScaleShift(D), "ln_2": ScaleShift(D)})),
)
for name, block in {"bitfit-clip": ClipBlock, "bitfit-timm": TimmBlock}.items():
    blocks, values, order = listed(block, lambda n: n.endswith("bias"))
    save(name, bias_tuned=values)
    expected[name]["order"] = order
blocks, values, order = listed(ClipBlock, lambda n: ".ln_" in n)
save("layernorm", ln_tuned=values)
expected["layernorm"]["order"] = order
save("full", block_tuned=nn.ModuleList([ClipBlock()]))
(OUT / "expected.json").write_text(json.dumps({"torch": torch.__version__, "seed": 0, "checkpoints": expected}, separators=(",", ":")) + "\n")
