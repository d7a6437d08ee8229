"""Fetches the published pose model and converts it to ONNX."""
