"""The schemas of what goes over MQTT and of what commands print, made of the types: ``make schema``."""
