"""Bytes → text with page marks, one module a format; each imports the library that it needs. See `index.loading`."""
