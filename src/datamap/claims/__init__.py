"""Documents to claims: find the entries, split the phrases, read qualifiers, negations and footnotes."""
