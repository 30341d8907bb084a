"""When something is due, who may act on a concern and how it ends. Pure."""
