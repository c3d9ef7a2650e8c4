"""The command line's groups; `service.cli` puts them together. Thin: what they do is done elsewhere."""
