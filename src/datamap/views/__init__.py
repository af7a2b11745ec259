"""What a registry looks like: the offline page."""
