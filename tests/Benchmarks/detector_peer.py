# The detector of DetectorSteps written out in plain PyTorch, channels-last, and the milliseconds of its training step; one JSON object on standard output.
import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

size, batch, channels, threads = (int(number) for number in sys.argv[1:5])
CLASSES = 8
STRIDES = [8, 16, 32, 64, 128]
torch.set_num_threads(threads)
torch.manual_seed(1)


class InvertedResidual(nn.Module):
    def __init__(self, width_in, width_out, kernel, stride, expansion):
        super().__init__()
        wide = width_in * expansion
        steps = []
        if expansion != 1:
            steps += [nn.Conv2d(width_in, wide, 1, bias=False), nn.BatchNorm2d(wide, eps=1e-3), nn.ReLU6(inplace=True)]
        steps += [
            nn.Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False),
            nn.BatchNorm2d(wide, eps=1e-3),
            nn.ReLU6(inplace=True),
            nn.Conv2d(wide, width_out, 1, bias=False),
            nn.BatchNorm2d(width_out, eps=1e-3),
        ]
        self.steps = nn.Sequential(*steps)
        self.adds = stride == 1 and width_in == width_out

    def forward(self, x):
        return x + self.steps(x) if self.adds else self.steps(x)


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        stages = []
        for kernel, repeats, width_in, width_out, expansion, stride in [
            (3, 1, 32, 16, 1, 1),
            (3, 2, 16, 24, 6, 2),
            (5, 2, 24, 40, 6, 2),
            (3, 3, 40, 80, 6, 2),
            (5, 3, 80, 112, 6, 1),
            (5, 4, 112, 192, 6, 2),
            (3, 1, 192, 320, 6, 1),
        ]:
            stages.append(
                nn.Sequential(
                    *[
                        InvertedResidual(width_out if i else width_in, width_out, kernel, 1 if i else stride, expansion)
                        for i in range(repeats)
                    ]
                )
            )
        stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32, eps=1e-3), nn.ReLU6(inplace=True))
        self.bottom = nn.ModuleList(
            [nn.Sequential(stem, *stages[:3]), nn.Sequential(*stages[3:5]), nn.Sequential(*stages[5:])]
        )
        self.lateral = nn.ModuleList([nn.Conv2d(width, channels, 1) for width in (40, 112, 320)])
        self.smooth = nn.ModuleList([nn.Conv2d(channels, channels, 3, padding=1) for _ in range(3)])
        self.coarser = nn.ModuleList([nn.Conv2d(channels, channels, 3, 2, 1) for _ in range(2)])
        self.class_tower, self.box_tower = self.tower(), self.tower()
        self.classes = nn.Conv2d(channels, CLASSES, 3, padding=1)
        self.boxes = nn.Conv2d(channels, 4, 3, padding=1)
        self.centerness = nn.Conv2d(channels, 1, 3, padding=1)
        for layer in (self.classes, self.boxes, self.centerness):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
        nn.init.constant_(self.classes.bias, -4.595)
        nn.init.constant_(self.boxes.bias, 2)

    @staticmethod
    def tower():
        steps = []
        for _ in range(4):
            steps += [nn.Conv2d(channels, channels, 3, padding=1), nn.GroupNorm(32, channels), nn.ReLU(inplace=True)]
        return nn.Sequential(*steps)

    def forward(self, x):
        x = (x - 127) / 128
        features = []
        for part in self.bottom:
            x = part(x)
            features.append(x)
        inner = [lateral(feature) for lateral, feature in zip(self.lateral, features)]
        for i in (1, 0):
            inner[i] = inner[i] + F.interpolate(inner[i + 1], scale_factor=2.0, mode="nearest")
        levels = [smooth(level) for smooth, level in zip(self.smooth, inner)]
        levels.append(self.coarser[0](levels[-1]))
        levels.append(self.coarser[1](F.relu(levels[-1])))
        rows = []
        for level in levels:
            c, b = self.class_tower(level), self.box_tower(level)
            answers = torch.cat([F.relu(self.boxes(b)), self.centerness(b), self.classes(c)], 1)
            rows.append(answers.permute(0, 2, 3, 1).flatten(1, 2))
        return torch.cat(rows, 1)


# The same objects as DetectorSteps has.
def objects(i):
    found = []
    for k in range(1 + i % 6):
        side = size / (3.0 + k)
        x, y = (i * 37 + k * 61) % (size - side), (i * 53 + k * 29) % (size - side)
        found.append((k % CLASSES, x, y, x + side, y + side))
    return torch.tensor(found)


def places():
    spots = []
    for stride in STRIDES:
        side = -(-size // stride)
        y, x = torch.meshgrid(torch.arange(side) * stride, torch.arange(side) * stride, indexing="ij")
        low = 0 if stride == STRIDES[0] else 4 * stride
        high = float("inf") if stride == STRIDES[-1] else 8 * stride
        one = torch.ones(side * side)
        spots.append(torch.stack([x.flatten().float(), y.flatten().float(), one * stride, one * low, one * high], 1))
    return torch.cat(spots)


# Which box each place answers for, -1 for none (Tian et al. 2019).
def match(spots, boxes):
    x, y, stride, low, high = (column[:, None] for column in spots.unbind(1))
    x1, y1, x2, y2 = (column[None] for column in boxes.unbind(1))
    distances = torch.stack([x - x1, y - y1, x2 - x, y2 - y], 2)
    near = torch.maximum((x - (x1 + x2) / 2).abs(), (y - (y1 + y2) / 2).abs()) < 1.5 * stride
    farthest = distances.amax(2)
    fits = near & (distances.amin(2) > 0) & (farthest > low) & (farthest < high)
    area = ((x2 - x1) * (y2 - y1)).expand_as(fits).masked_fill(~fits, float("inf"))
    least, index = area.min(1)
    return torch.where(torch.isinf(least), torch.full_like(index, -1), index)


def loss_of(said, truth, spots):
    matched = torch.stack([match(spots, found[:, 1:]) for found in truth])
    positive = matched >= 0
    count = max(1, int(positive.sum()))
    which, place = positive.nonzero(as_tuple=True)
    taken = torch.stack([truth[i][k] for i, k in zip(which.tolist(), matched[positive].tolist())])
    wanted = torch.zeros_like(said[..., 5:])
    wanted[which, place, taken[:, 0].long()] = 1
    logits = said[..., 5:]
    p = logits.sigmoid()
    entropy = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    focal = (0.25 * wanted + 0.75 * (1 - wanted)) * (p * (1 - wanted) + (1 - p) * wanted) ** 2 * entropy
    found, middle, stride = said[positive], spots[place, :2], spots[place, 2:3]
    reach = found[:, :4] * stride
    low, high = middle - reach[:, :2], middle + reach[:, 2:]
    true_low, true_high = taken[:, 1:3], taken[:, 3:5]
    shared = (torch.minimum(high, true_high) - torch.maximum(low, true_low)).clamp(min=0).prod(1)
    union = (high - low).prod(1) + (true_high - true_low).prod(1) - shared
    around = (torch.maximum(high, true_high) - torch.minimum(low, true_low)).prod(1)
    giou = shared / (union + 1e-7) - (around - union) / (around + 1e-7)
    across, down = torch.stack([middle[:, 0] - true_low[:, 0], true_high[:, 0] - middle[:, 0]]), torch.stack(
        [middle[:, 1] - true_low[:, 1], true_high[:, 1] - middle[:, 1]]
    )
    centered = ((across.amin(0) / across.amax(0)) * (down.amin(0) / down.amax(0))).sqrt()
    centerness = F.binary_cross_entropy_with_logits(found[:, 4], centered, reduction="sum")
    return (focal.sum() + (1 - giou).sum() + centerness) / count


model = Detector().to(memory_format=torch.channels_last).train()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
pictures = (torch.rand(batch, 3, size, size) * 255).contiguous(memory_format=torch.channels_last)
truth, spots = [objects(i) for i in range(batch)], places()
times = []
for _ in range(9):
    begin = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    loss_of(model(pictures), truth, spots).backward()
    optimizer.step()
    times.append(time.perf_counter() - begin)
print(
    json.dumps(
        {
            "Task": f"object-detection, PyTorch {torch.__version__}",
            "Milliseconds": 1000 * min(times[1:]),
            "Megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
            "Weights": sum(weight.numel() for weight in model.parameters()),
        }
    )
)
