"""Files for reuse beside the page: exports, embedding, web metadata, preview image."""
