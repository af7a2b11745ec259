"""Article 30 records and other documents for people, from the registry's facts."""
