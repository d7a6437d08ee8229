"""Takes the square that a network looks at out of a frame, on the processor or on the GPU."""
