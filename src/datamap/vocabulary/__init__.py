"""The ontology as Python: concepts, labels, hierarchy, places and the dated law about them."""
