"""TensorRT engines: built, judged and kept on the device."""
