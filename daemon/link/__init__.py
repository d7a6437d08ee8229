"""Journal to MQTT."""
