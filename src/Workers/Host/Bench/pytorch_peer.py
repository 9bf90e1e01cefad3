# Debian's PyTorch on the shapes that `mlops bench` measures, channels-last; one JSON object on standard output.
import json
import sys
import time

import torch
import torchvision

names, batch, size, threads = sys.argv[1].split(","), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
PEERS = {"EfficientNetB0": "efficientnet_b0", "MobileNetV3Small": "mobilenet_v3_small", "ResNet50V2": "resnet50"}


def best(rounds, work):
    work()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


rates = {}
for name in names:
    if name not in PEERS:
        continue
    model = getattr(torchvision.models, PEERS[name])(num_classes=8).to(memory_format=torch.channels_last)
    pictures = torch.rand(batch, 3, size, size).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch) % 8
    model.eval()
    with torch.no_grad():
        inference = batch / best(3, lambda: model(pictures))
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)

    def step():
        optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(model(pictures), labels).backward()
        optimizer.step()

    rates[name] = {"model": PEERS[name], "inference": inference, "training": batch / best(3, step)}
print(json.dumps({"version": torch.__version__, "rates": rates}))
