"""datamap in notebooks: ``%load_ext datamap`` adds ``%%sparql`` and ``%datamap``."""
