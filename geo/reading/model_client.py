"""A helper model behind an OpenAI-compatible address: asked once for each few sentences."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.text.web_addresses import is_web_address

KEY_NAME = "READ_MODEL_KEY"
"""The environment variable with the key, if the address wants one."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_ANSWER_BYTES = 2_000_000
PIECE_BYTES = 1 << 14
ANSWER_TIMEOUT_S = 180.0


class ModelError(Exception):
    """The model gave no answer that can be used; the text says why, without the key."""


@dataclass(frozen=True)
class ModelClient:
    """Where a model is asked, and as whom."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    timeout_s: float = ANSWER_TIMEOUT_S

    def __post_init__(self) -> None:
        """Raise `InputError` for an address that is none, or that would tell the key to others."""
        at = Location("read")
        if not is_web_address(self.url):
            rule = phrase("read.model-address")
            mend = phrase("mend.model-address")
            raise InputError([at.make_fault("--model", format_value(self.url), rule, mend)])
        parts = urlsplit(self.url)
        if self.key and parts.scheme != "https" and parts.hostname not in LOOPBACK:
            rule = phrase("read.model-key-plain")
            mend = phrase("mend.https", name=KEY_NAME)
            raise InputError([at.make_fault("--model", format_value(self.url), rule, mend)])

    def ask_for_json(self, instructions: str, question: object) -> object:
        """Return the JSON that the model answers; raise `ModelError` where there is none."""
        body = {
            "messages": [
                {"role": "system", "content": instructions},
                {"role": "user", "content": json.dumps(question, ensure_ascii=False)},
            ],
            "temperature": 0,
            "response_format": {"type": "json_object"},
        } | ({"model": self.name} if self.name else {})
        try:
            answer = json.loads(self._post(body))
            content = answer["choices"][0]["message"]["content"]
            return json.loads(content[content.index("{") : content.rindex("}") + 1])
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            told = "it answers no JSON of the form that was asked for"
            raise ModelError(told) from None

    def _post(self, body: Any) -> bytes:  # noqa: ANN401  any JSON
        """Ask once; an address that leads elsewhere is not followed, since it would get the key."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url, begun = f"{self.url.rstrip('/')}/chat/completions", time.monotonic()
        try:
            with requests.post(
                url, json=body, headers=headers, timeout=self.timeout_s, stream=True,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                if answer.status_code != requests.codes.ok:
                    told = f"HTTP {answer.status_code}"
                    raise ModelError(told)
                return self._read_body(answer, begun)
        except (requests.RequestException, HTTPError) as error:
            raise ModelError(type(error).__name__) from None

    def _read_body(self, answer: requests.Response, begun: float) -> bytes:
        held = bytearray()
        while piece := answer.raw.read1(PIECE_BYTES, decode_content=True):
            held += piece
            if len(held) > MAX_ANSWER_BYTES or time.monotonic() - begun > self.timeout_s:
                told = "the answer is too long"
                raise ModelError(told)
        return bytes(held)
