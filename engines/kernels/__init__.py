"""The CUDA kernels: their source, their compiler, and the compiled ones that Spotter ships."""
