"""Documents in, ranked evidence out. Knows nothing of HTTP, answers or evaluation."""
