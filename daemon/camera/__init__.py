"""Sources of frames: files, cameras, network streams and a test pattern."""
