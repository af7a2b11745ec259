"""The catalogue of questions, and answers with reason and evidence."""
