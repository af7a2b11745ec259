"""Claims as RDF, where a registry lives, and how documents and corrections change it."""
