"""A registry at a glance: what is concentrated where, what is open, and what is due."""
