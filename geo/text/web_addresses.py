"""Addresses that people give as options and in the environment: whether they are any."""

from urllib.parse import urlsplit

FORBIDDEN = '?#\\<>"'


def is_web_address(text: str) -> bool:
    """Return whether a text is the address of a folder of the web: its host and port sound.

    Name and password are refused: the address may come to stand in a page.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # brackets that do not close, a port that is no number
        return False
    named = bool(host) and not any(char.isspace() for char in host) and port != 0
    plain = text.isprintable() and not any(char in FORBIDDEN for char in text)
    return parts.scheme in {"http", "https"} and named and plain and "@" not in parts.netloc
