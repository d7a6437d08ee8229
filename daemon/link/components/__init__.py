"""What Home Assistant is told that a box has: events, sensors, controls and triggers. Pure."""
