"""Clock, health and the service manager."""
