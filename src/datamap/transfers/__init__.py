"""Transfers through time: entries and the law of a day in, each transfer and what its ground is worth out."""
