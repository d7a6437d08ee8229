"""The journal: every event is on the disk before it is sent anywhere."""
