"""Endpoints that take and give JSON: what a handler raises becomes an answer with its status."""

import json
from collections.abc import Callable
from typing import NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from geo.edits import history
from geo.faults.fault import InputError
from geo.formats import json_text
from geo.formats.geojson import Json
from geo.serving.editing import EditConflictError, StillReferencedError
from geo.serving.fault_json import faults_as_json

FAULTY_STATUS, CONFLICT_STATUS, BAD_REQUEST_STATUS = 422, 409, 400

RequestHandler = Callable[[Json], Json]


def make_endpoint(act: RequestHandler) -> Callable[[Request], object]:
    """Return the endpoint that calls a handler in a thread, with the query or the body."""

    async def answer(request: Request) -> Response:
        asked = (
            await _read_body(request) if request.method == "POST" else dict(request.query_params)
        )
        try:
            return _json_response(await run_in_threadpool(act, asked))
        except InputError as bad:
            return _json_response({"faults": faults_as_json(bad.faults)}, FAULTY_STATUS)
        except StillReferencedError as named:
            return _json_response(
                {"referred": {"facts": named.facts, "parts": named.parts}}, FAULTY_STATUS
            )
        except EditConflictError as both:
            return _json_response({"theirs": both.theirs, "of": both.of}, CONFLICT_STATUS)
        except history.EditConflictError as moved:
            return _json_response({"files": moved.files}, CONFLICT_STATUS)
        except OSError as error:
            told = {"file": str(error.filename or ""), "reason": error.strerror or str(error)}
            return _json_response({"system": told}, FAULTY_STATUS)

    return answer


def _json_response(told: object, status: int = 200) -> Response:
    """Return an answer in ASCII: a file may hold, and be named by, halves of characters."""
    text = json.dumps(told, separators=(",", ":"))
    return Response(text, status, media_type="application/json")


async def _read_body(request: Request) -> dict[str, object]:
    """Return the body of a request, an object as files can hold it; else the answer is 400."""
    try:
        body = json.loads(await request.body(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError, ClientDisconnect):
        raise HTTPException(BAD_REQUEST_STATUS) from None
    if not isinstance(body, dict) or json_text.is_too_deep(body) or json_text.has_surrogate(body):
        raise HTTPException(BAD_REQUEST_STATUS)
    return body


def _refuse_constant(name: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(name)
