"""Training of the shipped models: data in, deltas out. The product never imports this room, only reads its files."""
