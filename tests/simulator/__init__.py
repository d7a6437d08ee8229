"""A simulator of skeletons: athletes of any size, before any camera, whose reps are known exactly. Numpy, no pixels."""
