"""What changed between two registries, lists or dates: facts with their evidence, and answers."""
