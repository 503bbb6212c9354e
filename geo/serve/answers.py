"""What the page asks for while it is edited, and what it is answered, as JSON."""

import datetime as dt
import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from geo import (
    article,
    check,
    content,
    datum,
    edits,
    facts,
    history,
    history_entry,
    jsontext,
    project,
    schemas,
)
from geo.errors import BadInput, Fault
from geo.locate import improved
from geo.locate.accepting import Word
from geo.serve import editing, holding, reviewing
from geo.serve.editing import Change, Disagreement, Referred
from geo.serve.seeking import Seeker
from geo.serve.telling import members

FAULTY, CONFLICT, ASKED_WRONGLY = 422, 409, 400
LONGEST = 100
"""Characters of an id, which has at most 64."""
SAVES = {"place": editing.save_place, "fact": editing.save_fact}

Act = Callable[[dict[str, Any]], dict[str, Any]]


class Asked:
    """Answers about one folder of content."""

    def __init__(self, data: Path, given: Path | None) -> None:
        """Take the folder, and the article that was named on the command line."""
        self.data, self.given = data, given
        self._seeker = Seeker(data)
        self._alone = threading.Lock()

    def form(self, _: dict[str, Any]) -> dict[str, Any]:
        """Return what forms are made from."""
        made_of = project.read(self.data)
        by_hand = {layer.id for layer in editing.editable(made_of)}
        texts, _faults = article.read(made_of, self.data, self.given)
        return {
            "schemas": {name: schemas.schema(name) for name in ("place", "fact")},
            "languages": made_of.languages,
            "bounds": made_of.bounds,
            "subject": made_of.subject,
            "layers": [
                {"id": layer.id, "name": layer.name, "open": layer.id in by_hand}
                for layer in made_of.layers
            ],
            "areas": [reviewing.named(each) for each in holding.areas(self.data) if "id" in each],
            "kinds": [{"id": term.id, "name": term.name} for term in made_of.kinds],
            "topics": [{"id": term.id, "name": term.name} for term in made_of.topics],
            "sources": [
                {"id": source.id, "name": source.title, "text": source.id in texts}
                for source in made_of.sources
            ],
            "facts": facts.find(self.data) == facts.FILE,
            "today": _today(),
            "services": self._seeker.services(),
            **self._history(),
        }

    def place(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return a place and its facts as they stand in their files."""
        ident = _text(asked, "id")
        found = editing.find(self.data, ident)
        if not found:
            return {"feature": None, "layer": "", "facts": []}
        layer, held = found
        in_table = facts.find(self.data) == facts.FILE
        told = list(editing.facts_of(self.data, ident)) if in_table else []
        return {"feature": held.items[ident], "layer": layer.id, "facts": told}

    def article(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the text of a source, where it is at hand."""
        texts, _ = article.read(project.read(self.data), self.data, self.given)
        found = texts.get(_text(asked, "source"))
        return {"text": found.text if found else None}

    def fact(self, _: dict[str, Any]) -> dict[str, Any]:
        """Return an id for a new fact."""
        return {"id": editing.free_fact(self.data)}

    def save(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Make a change of a place or a fact stand."""
        save = SAVES.get(_text(asked, "what"))
        base, after = asked.get("base"), asked.get("next")
        if not save or not all(each is None or isinstance(each, dict) for each in (base, after)):
            raise HTTPException(ASKED_WRONGLY)
        layer = asked.get("layer")
        change = Change(_text(asked, "id"), base, after, layer if isinstance(layer, str) else "")
        with self._alone:
            warnings = save(self.data, change, self.given)
        return {"warnings": _mine(warnings, change.ident), **self._history()}

    def waiting(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the places with candidates that nobody has decided on."""
        return reviewing.waiting(self._seeker, _number(asked, "worse_than"))

    def holding(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what is drawn around a position, the smallest first."""
        lon, lat = _degrees(asked, "lon"), _degrees(asked, "lat")
        found = holding.around(self.data, lon, lat, str(asked.get("id", "")))
        return {"found": [reviewing.named(each) for each in found]}

    def improved(self, _: dict[str, Any]) -> dict[str, Any]:
        """Return what is better, or worse, located than in the last revision."""
        sound, _warnings = check.checked(content.read(self.data, self.given))
        return {"since": [each.told() for each in improved.since(self.data, sound)]}

    def candidates(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the candidates of a place, as many as are asked for."""
        most = int(_number(asked, "most") or reviewing.MOST)
        return reviewing.of_place(self._seeker, _text(asked, "id"), most, Word(_today()))

    def decide(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Make a decision on a candidate stand."""
        decision = reviewing.decision(asked, _today())
        if not decision:
            raise HTTPException(ASKED_WRONGLY)
        with self._alone:
            place, warnings = reviewing.decide(self._seeker, decision)
        ident = str(decision.seen.get("place"))
        return {"feature": place, "warnings": _mine(warnings, ident), **self._history()}

    def seek(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Ask the services for a place."""
        ident = _text(asked, "id")
        reviewing.standing(self.data, ident)
        return {"told": self._seeker.ask(ident, self._alone), **self._history()}

    def undo(self, _: dict[str, Any]) -> dict[str, Any]:
        """Take the last edit back."""
        with self._alone:
            return self._turned(edits.undo(self.data))

    def redo(self, _: dict[str, Any]) -> dict[str, Any]:
        """Do again what was undone last."""
        with self._alone:
            return self._turned(edits.redo(self.data))

    def _turned(self, entry: history_entry.Entry | None) -> dict[str, Any]:
        return {"done": entry.told() if entry else None, **self._history()}

    def _history(self) -> dict[str, Any]:
        """Return what can be undone and done again."""
        known = history.entries(self.data)
        last = next((each.told() for each in reversed(known) if not each.undone), None)
        following = next((each.told() for each in known if each.undone), None)
        return {"history": {"undo": last, "redo": following}}


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise HTTPException(ASKED_WRONGLY)
    return value


def _number(asked: dict[str, Any], name: str) -> float | None:
    """Return a number of the query, `None` where there is none."""
    text = asked.get(name, "")
    try:
        value = float(text) if text else None
    except ValueError:
        raise HTTPException(ASKED_WRONGLY) from None
    if value is not None and not reviewing.metres(value):
        raise HTTPException(ASKED_WRONGLY)
    return value


def _degrees(asked: dict[str, Any], name: str) -> float:
    """Return a coordinate of the query."""
    try:
        value = float(asked.get(name, ""))
    except ValueError:
        raise HTTPException(ASKED_WRONGLY) from None
    if not abs(value) <= datum.EDGE[name == "lat"]:
        raise HTTPException(ASKED_WRONGLY)
    return value


def _mine(warnings: Sequence[Fault], ident: str) -> list[dict[str, Any]]:
    """Return the warnings that are about one place or fact."""
    return members(each for each in warnings if each.ident == ident)


def _today() -> str:
    return dt.datetime.now().astimezone().date().isoformat()


def routes(data: Path, given: Path | None) -> list[Route]:
    """Return the routes of editing: what is looked at by GET, what changes files by POST."""
    asked = Asked(data, given)
    looks: dict[str, Act] = {
        "form": asked.form,
        "place": asked.place,
        "article": asked.article,
        "fact": asked.fact,
        "waiting": asked.waiting,
        "candidates": asked.candidates,
        "improved": asked.improved,
        "holding": asked.holding,
    }
    acts: dict[str, Act] = {
        "save": asked.save,
        "decide": asked.decide,
        "seek": asked.seek,
        "undo": asked.undo,
        "redo": asked.redo,
    }
    return [
        *(Route(f"/edit/{name}", _answering(act)) for name, act in looks.items()),
        *(Route(f"/edit/{name}", _answering(act), methods=["POST"]) for name, act in acts.items()),
    ]


def _answering(act: Act) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        asked = await _asked(request) if request.method == "POST" else dict(request.query_params)
        try:
            return _json(await run_in_threadpool(act, asked))
        except BadInput as bad:
            return _json({"faults": members(bad.faults)}, FAULTY)
        except Referred as named:
            return _json({"referred": {"facts": named.facts, "parts": named.parts}}, FAULTY)
        except Disagreement as both:
            return _json({"theirs": both.theirs, "of": both.of}, CONFLICT)
        except history.Conflict as moved:
            return _json({"files": moved.files}, CONFLICT)
        except OSError as error:
            told = {"file": str(error.filename or ""), "reason": error.strerror or str(error)}
            return _json({"system": told}, FAULTY)

    return answer


def _json(told: object, status: int = 200) -> Response:
    """Return an answer in ASCII: a file may hold, and be named by, halves of characters."""
    text = json.dumps(told, separators=(",", ":"))
    return Response(text, status, media_type="application/json")


async def _asked(request: Request) -> dict[str, Any]:
    """Return the body of a request, an object as files can hold it; else the answer is 400."""
    try:
        body = json.loads(await request.body(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError, ClientDisconnect):
        raise HTTPException(ASKED_WRONGLY) from None
    if not isinstance(body, dict) or jsontext.too_deep(body) or jsontext.has_surrogate(body):
        raise HTTPException(ASKED_WRONGLY)
    return body


def _refuse_constant(name: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(name)
