"""The widgets of the screens: one widget a file."""
