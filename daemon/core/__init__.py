"""Pure counting: numpy and the standard library, no clock, no input, no output."""
