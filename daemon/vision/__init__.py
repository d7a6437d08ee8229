"""From the camera to poses: the source of poses, its supervision and the placement picture."""
