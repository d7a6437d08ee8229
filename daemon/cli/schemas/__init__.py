"""The schemas of what goes over MQTT, made of the types that are sent and read: ``python -m daemon.cli.schemas``."""
