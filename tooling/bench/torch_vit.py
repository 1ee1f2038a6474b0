"""One side of the bench: PyTorch eager. Takes a job as JSON, then runs a step for every line on standard input."""
import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

job = json.loads(sys.argv[1])
m, batch, precision = job["model"], job["batch"], job.get("precision", "float32")
torch.set_num_threads(job["threads"])
torch.manual_seed(0)
d, r = m["width"], m["bottleneck"]


class AdaptFormer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.down, self.up = nn.LayerNorm(d), nn.Linear(d, r), nn.Linear(r, d)
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, x):
        return self.up(F.relu(self.down(self.norm(x)))) * self.scale


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=1e-6), nn.LayerNorm(d, eps=1e-6)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.mlp_in, self.mlp_out = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.adapter = AdaptFormer()

    def attend(self, x):
        b, n, _ = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, m["heads"], d // m["heads"]).permute(2, 0, 3, 1, 4)
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.mlp_out(F.gelu(self.mlp_in(self.norm2(x)))) + self.adapter(x)


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        tokens = (m["resolution"] // m["patch"]) ** 2 + 1
        self.patch = nn.Conv2d(3, d, m["patch"], m["patch"])
        self.token, self.position = nn.Parameter(torch.zeros(1, 1, d)), nn.Parameter(torch.randn(1, tokens, d) * 0.02)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(m["blocks"])), nn.LayerNorm(d, eps=1e-6)
        self.head = nn.Parameter(torch.randn(m["classes"], d) * 0.02)

    def forward(self, images):
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        for block in self.blocks:
            x = block(x)
        return 25 * F.normalize(self.norm(x[:, 0])) @ F.normalize(self.head).T


model = ViT()
for name, p in model.named_parameters():
    p.requires_grad_(job.get("torchGradients") == "all" or "adapter" in name or name == "head")
tuned = [p for name, p in model.named_parameters() if "adapter" in name or name == "head"]
optimiser = torch.optim.SGD(tuned, lr=0.01, momentum=0.9, weight_decay=5e-4)
images, labels = torch.randn(batch, 3, m["resolution"], m["resolution"]), torch.arange(batch)


def step():
    with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
        if job["task"] == "forward":
            with torch.inference_mode():
                model(images)
            return
        loss = F.cross_entropy(model(images), labels)
    model.zero_grad()
    loss.backward()
    optimiser.step()


print(json.dumps({"ready": True}), flush=True)
for _ in sys.stdin:
    start, start_processor = time.perf_counter(), time.process_time()
    step()
    taken = {"milliseconds": (time.perf_counter() - start) * 1000, "processorMilliseconds": (time.process_time() - start_processor) * 1000}
    print(json.dumps(taken), flush=True)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"engine": f"PyTorch {torch.__version__} eager", "peakBytes": peak}))
