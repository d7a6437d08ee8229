"""The CUDA kernels: their sources, their compiler and what calls them."""
