"""Names of companies: which of them may be one company's, with the reasons; a person decides."""
