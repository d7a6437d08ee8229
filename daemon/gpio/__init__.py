"""Button, lamp and beeper on the header's pins."""
