"""The translators' desk: alignment, checks, glossary, memories, concordance."""
