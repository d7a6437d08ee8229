"""TensorRT plans: built, checked for accuracy and kept on the machine that runs them."""
