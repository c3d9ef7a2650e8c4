"""HTTP: one small router a resource, problems for every error, nothing that decides an answer."""
