"""A new folder of content that builds at once: outline, templates, placement."""
