"""Evidence in, answers out: figures, verification, HTTP, pages and the translators' desk."""
