"""The sentence encoder: all-MiniLM-L6-v2 through CTranslate2, without Rasa."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, Sequence, Tuple

import ctranslate2
import numpy as np
from tokenizers import Tokenizer

from nlu.weights import TOKENIZER_FILE

DIMENSIONS = 384

# The model was trained on up to 128 tokens; a message of 1,000 characters has about 250.
MAX_TOKENS = 256

BATCH = 32

_SMALLEST = 1e-12


class SentenceEncoder:
    """Turns sentences into unit vectors in which likeness of meaning is the dot product."""

    def __init__(self, folder: Path) -> None:
        """Load the encoder that `nlu.weights.convert` wrote into `folder`."""
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._model = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", inter_threads=cores(), intra_threads=1
        )

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Return one float32 row of 384 numbers of length 1 for each sentence."""
        return _unit(self.means(sentences))

    def encode_with_parts(self, text: str, parts: Sequence[str]) -> Tuple[np.ndarray, np.ndarray]:
        """Return the vector of `text`, and one row for each of `parts`; all of length 1.

        A part's vector is the mean over its tokens as they stand in the text, so that it knows what was
        said around it and costs nothing.

        Args:
            text: the whole message.
            parts: pieces of `text`, in order.
        """
        encoding = self._tokenizer.encode(text)
        states = np.asarray(self._model.forward_batch([encoding.ids]).last_hidden_state)[0]
        rows, place = [states.mean(axis=0)], 0
        for part in parts:
            first = text.index(part, place)
            place = first + len(part)
            inside = [first <= begin < end <= place for begin, end in encoding.offsets]
            # Beyond the last token that is read there is nothing: the whole speaks for the part.
            rows.append(states[inside].mean(axis=0) if any(inside) else rows[0])
        vectors = _unit(np.stack(rows))
        return vectors[0], vectors[1:]

    def means(self, sentences: Sequence[str]) -> np.ndarray:
        """Return the mean over the tokens of each sentence: a float32 row of 384 numbers of any length."""
        if not sentences:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(sentences))
        ids = [encoding.ids for encoding in encodings]
        if len(ids) <= BATCH:
            return self._encode_ids(ids)
        # Sentences of like length share a batch, so that little is spent on padding.
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        vectors = np.empty((len(ids), DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(cores()) as pool:
            encoded = pool.map(lambda batch: self._encode_ids([ids[i] for i in batch]), batches)
            for batch, rows in zip(batches, encoded):
                vectors[batch] = rows
        return vectors

    def _encode_ids(self, ids: List[List[int]]) -> np.ndarray:
        output = self._model.forward_batch(ids)
        states = np.asarray(output.last_hidden_state)
        # Of the type of the states: whole numbers would make whatever is computed from them double.
        lengths = np.array([len(row) for row in ids], dtype=states.dtype)
        mask = (np.arange(states.shape[1])[None, :] < lengths[:, None])[:, :, None]
        return (states * mask).sum(axis=1) / lengths[:, None]


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _SMALLEST)


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
