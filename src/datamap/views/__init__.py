"""What a registry looks like: the offline page, graphs and pictures."""
