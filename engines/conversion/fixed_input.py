"""Fixes the input of an ONNX network that leaves its size open: TensorRT and the runtimes' memory want one size."""

import onnx


def fix_input(content: bytes, shape: tuple[int, ...]) -> bytes:
    """Returns the network with an input of one shape; what that decides of the outputs' shapes is written too.

    Args:
        content: A serialised ONNX model with one input that is no weight.
        shape: The input's shape, for example (1, 3, 640, 640).
    """
    model = onnx.load_model_from_string(content)
    weights = {tensor.name for tensor in model.graph.initializer}
    for value in model.graph.input:
        if value.name not in weights:
            for dim, side in zip(value.type.tensor_type.shape.dim, shape, strict=True):
                dim.dim_value = side  # a name that was there goes: the two exclude each other
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    del model.graph.value_info[:]
    fixed: bytes = onnx.shape_inference.infer_shapes(model).SerializeToString(deterministic=True)
    return fixed
