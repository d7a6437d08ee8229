"""A stand-in for pycuda over host memory. Put this folder's parent on the path, before Spotter asks for a GPU."""
