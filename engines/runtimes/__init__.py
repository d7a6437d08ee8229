"""Runtimes: ONNX Runtime on any processor, TensorRT on an NVIDIA GPU."""
