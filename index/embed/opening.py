"""Settings → the embedder they ask for."""

from __future__ import annotations

from pathlib import Path

from index.embed.onnx import OnnxEmbedder
from index.errors import InvalidInput
from index.models.compile import compile_default, compile_model
from index.models.prepare import default_key, default_model_dir, prepare, shipped_delta
from index.protocols import Embedder, Progress

DEFAULT = "default"
BASE = "base"
ENGINES = ("onnx", "torch")


def open_embedder(
    name: str = DEFAULT,
    model_dir: Path | None = None,
    engine: str = "onnx",
    threads: int = 0,
    progress: Progress | None = None,
    delta: Path | None = None,
) -> Embedder:
    """The embedder for a model, prepared and compiled first where that was not done yet.

    Args:
        name: `default` (the default model with the trained layers of this version, where it has any), `base` (the
            default model as published), or any sentence-transformers name or path.
        model_dir: holds prepared and compiled models; default: `yinju/models` in the user's cache.
        engine: `onnx` (int8, no torch: for serving) or `torch` (fp32; takes a GPU where there is one).
        threads: processor threads for one batch; 0 leaves it to the library.
        progress: called while a model is being prepared.
        delta: trained layers other than the shipped ones; only with `default`.

    Raises:
        InvalidInput: an unknown engine, or a model that cannot be loaded or compiled.
        KnowledgeBaseError: what `index.models` says when preparing fails.
    """
    if engine not in ENGINES:
        raise InvalidInput(engine, f"the engine is one of {', '.join(ENGINES)}", "set YINJU_EMBEDDING_ENGINE to one")
    folder = model_dir or default_model_dir()
    own = name in (DEFAULT, BASE)
    layers = (delta or shipped_delta()) if name == DEFAULT else None
    if engine == "onnx":
        compiled = compile_default(folder, layers, progress) if own else compile_model(name, folder, progress)
        return OnnxEmbedder(compiled, threads)
    from index.embed.sentence import SentenceTransformerEmbedder  # torch takes seconds and 300 MB; only where asked for

    if own:
        label = f"{'trained' if layers else 'base'}@{default_key(layers)}"
        return SentenceTransformerEmbedder(str(prepare(folder, layers, progress)), label)
    return SentenceTransformerEmbedder(name)
