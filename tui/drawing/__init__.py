"""Pictures made of characters: pure functions, which widgets call."""
