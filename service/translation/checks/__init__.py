"""The checks, one idea a module. Each takes a Bitext and yields findings; none knows of the others."""
