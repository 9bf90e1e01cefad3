# The encoder of TextSteps written out in plain PyTorch, and the milliseconds of its training step and of its inference; one JSON object on standard output.
import json
import math
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

vocabulary, layers, heads, width, inner, batch, tokens, threads = (int(number) for number in sys.argv[1:9])
CLASSES = 9
torch.set_num_threads(threads)
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.wide, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.first, self.second = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], heads, width // heads).transpose(1, 2)

    def forward(self, x, mask):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(-2, -1) / math.sqrt(width // heads) + mask
        attended = (scores.softmax(-1) @ v).transpose(1, 2).reshape(x.shape)
        x = self.first(x + self.out(attended))
        return self.second(x + self.narrow(F.gelu(self.wide(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places, self.types = nn.Embedding(vocabulary, width), nn.Embedding(512, width), nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.blocks = nn.ModuleList([Block() for _ in range(layers)])
        self.head = nn.Linear(width, CLASSES)

    def forward(self, ids, mask, types):
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1])) + self.types(types))
        hidden = (1.0 - mask[:, None, None, :].float()) * -1e9
        for block in self.blocks:
            x = block(x, hidden)
        kept = mask[:, :, None].float()
        return self.head((x * kept).sum(1) / kept.sum(1))


def best(times, act):
    act()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return 1000 * min(found)


model = Encoder()
ids = torch.randint(0, vocabulary, (batch, tokens))
mask, types = torch.ones(batch, tokens, dtype=torch.int64), torch.zeros(batch, tokens, dtype=torch.int64)
labels = torch.arange(batch) % CLASSES
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01)


def train():
    optimizer.zero_grad()
    F.cross_entropy(model(ids, mask, types), labels).backward()
    optimizer.step()


def infer():
    with torch.inference_mode():
        model(ids, mask, types)


training = best(8, train)
inference = best(12, infer)
print(
    json.dumps(
        {
            "Program": "PyTorch " + torch.__version__,
            "Training": training,
            "Inference": inference,
            "Megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        }
    )
)
