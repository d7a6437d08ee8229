"""Fine-tunes a keypoint network on rendered exercise pictures: see docs/fine_tuning.md."""
