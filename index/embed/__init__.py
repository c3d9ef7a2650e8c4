"""Texts → unit vectors: one adapter for each library that can do it, and `open_embedder` that picks one."""

from index.embed.opening import open_embedder

__all__ = ["open_embedder"]
