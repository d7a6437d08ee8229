"""The published pose model, fetched and converted to ONNX."""
