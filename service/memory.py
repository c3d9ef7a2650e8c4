"""How a serving process takes memory from the system. Called before its threads start; no part of answering."""

from __future__ import annotations

import ctypes
import os

ARENAS = 2
"""Heaps that the C library deals out to threads. Its default is eight a core, and what one thread frees in its heap no
other gets back: a process that loaded forty generations, each in a thread of its own, held 160 MB more than at first
and went on growing; with two it held 47 MB more and stood still."""
_VARIABLE = "MALLOC_ARENA_MAX"
_M_ARENA_MAX = -8  # glibc, malloc.h


def few_arenas() -> None:
    """Limits the heaps of this process and of those it starts, unless the environment says how many there may be.

    Does nothing where the C library is not glibc.
    """
    if _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = str(ARENAS)  # read by the C library when a process begins: for the children
    try:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)
    except (AttributeError, OSError):
        return
