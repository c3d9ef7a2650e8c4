"""The same work by other systems: same weights, documents and questions, each set up as its documentation says.

The modules here run in an environment of their own (`make peers`), so they import nothing of this project but
`eval.peers`, and each imports its own system only.
"""
