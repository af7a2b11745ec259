"""What persons supply for a record, in YAML, CSV or the questionnaire, read cell by cell."""
