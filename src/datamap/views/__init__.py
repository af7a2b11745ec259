"""Pictures of a registry: graphs and what is drawn of them."""
