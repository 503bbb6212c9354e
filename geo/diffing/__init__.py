"""What changed between two folders of content; the comparison begins in `comparison`."""
