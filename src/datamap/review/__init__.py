"""What nobody understood, and what persons decide about it: one decision for a phrase in every list."""
