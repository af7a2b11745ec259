"""What is wrong, missing or worth a look in a registry: rules and shapes in, findings with evidence out."""
