"""PyTorch's side of the bench: takes a job as JSON, then runs a step for every line on standard input."""
import json
import resource
import sys
import time

import torch
import torch.nn.functional as F

job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
torch.manual_seed(0)


def stepper(model, trained, device):
    """A function that takes one step of the job's task."""
    for name, p in model.named_parameters():
        p.requires_grad_(job.get("torchGradients") == "all" or trained(name))
    tuned = [p for name, p in model.named_parameters() if trained(name)]
    optimiser = torch.optim.SGD(tuned, lr=0.01, momentum=0.9, weight_decay=5e-4)
    size, batch = job["model"]["resolution"], job["batch"]
    images, labels = torch.randn(batch, 3, size, size, device=device), torch.arange(batch, device=device) % job["model"]["classes"]
    run = torch.compile(model) if job.get("compile") else model

    def step():
        with torch.autocast(device, torch.bfloat16, enabled=job.get("precision") == "bfloat16"):
            if job["task"] == "forward":
                with torch.inference_mode():
                    run(images)
                return
            loss = F.cross_entropy(run(images), labels)
        model.zero_grad()
        loss.backward()
        optimiser.step()

    return step


def peak_bytes(device):
    if device == "cuda":
        return torch.cuda.max_memory_allocated()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def serve(model, trained):
    device = job.get("device", "cpu")
    step = stepper(model.to(device), trained, device)
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        start, start_processor = time.perf_counter(), time.process_time()
        step()
        if device == "cuda":
            torch.cuda.synchronize()
        taken = {"milliseconds": (time.perf_counter() - start) * 1000, "processorMilliseconds": (time.process_time() - start_processor) * 1000}
        print(json.dumps(taken), flush=True)
    kind = "compile" if job.get("compile") else "eager"
    print(json.dumps({"engine": f"PyTorch {torch.__version__} {kind}", "peakBytes": peak_bytes(device)}))
