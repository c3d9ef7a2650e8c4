"""Writes the default model as a plain Hugging Face folder that sentence-transformers and transformers load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from index.models.tokenizer import build_tokenizer
from index.models.wheel import Pieces, Shape, Tensor, WheelModel

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KIND = {"w": "weight", "b": "bias"}


def bert_name(short: str) -> str:
    """The file's name of a tensor → its name in a Hugging Face BERT.

    >>> bert_name("l3.ao.w")
    'encoder.layer.3.attention.output.dense.weight'
    """
    if short in _EMBEDDINGS:
        return _EMBEDDINGS[short]
    layer, part, kind = short.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_LAYER[part]}.{_KIND[kind]}"


def bert_tensors(model: WheelModel) -> dict[str, Tensor]:
    """All tensors under their BERT names, in their shapes: (out, in) for a matrix, (n,) for a bias."""
    shape = model.shape
    widths = {"fo": shape.feed_forward}
    tensors = {}
    for short, flat in model.tensors.items():
        part, kind = short.split(".")[-2:]
        is_matrix = short in ("emb.word", "emb.pos", "emb.type") or (kind == "w" and not part.endswith("ln"))
        tensors[bert_name(short)] = flat.reshape(-1, widths.get(part, shape.hidden)) if is_matrix else flat
    return tensors


def write_folder(folder: Path, shape: Shape, pieces: Pieces, tensors: Mapping[str, Tensor]) -> None:
    """Weights, tokenizer and the three sentence-transformers modules (encoder, mean pooling, unit norm)."""
    save_file(
        {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    build_tokenizer(pieces).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _settings(shape, pieces).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _settings(shape: Shape, pieces: Pieces) -> Mapping[str, object]:
    return {
        "config.json": _bert_config(shape, pieces),
        "tokenizer_config.json": _tokenizer_config(shape, pieces),
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "modules.json": [
            _module(0, "", "Transformer"),
            _module(1, "1_Pooling", "Pooling"),
            _module(2, "2_Normalize", "Normalize"),
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _module(place: int, path: str, kind: str) -> Mapping[str, object]:
    return {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}


def _bert_config(shape: Shape, pieces: Pieces) -> Mapping[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": pieces.pad,
        "dtype": "float32",
    }


def _tokenizer_config(shape: Shape, pieces: Pieces) -> Mapping[str, object]:
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": shape.positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "bos_token": begin,
        "cls_token": begin,
        "eos_token": end,
        "sep_token": end,
        "pad_token": pieces.texts[pieces.pad],
        "unk_token": pieces.texts[pieces.unknown],
        "mask_token": "<mask>",
    }
