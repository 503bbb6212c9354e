"""What the page asks for while it is edited, and what it is answered, as JSON."""

import datetime as dt
import threading
from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.routing import Route

from geo.canonical import formatting
from geo.check import rules
from geo.content import article, facts, loader, map_toml
from geo.edits import history, history_entry, saving
from geo.faults import schemas
from geo.faults.fault import Fault, InputError
from geo.formats.geojson import Json
from geo.locating import improvements
from geo.locating.acceptance import AcceptanceOptions
from geo.serving import candidate_review, containers_at, draft_review, editing, parameters
from geo.serving.editing import ItemChange
from geo.serving.fault_json import faults_as_json
from geo.serving.json_endpoint import BAD_REQUEST_STATUS, RequestHandler, make_endpoint
from geo.serving.service_search import ServiceSearch

SAVE_FUNCTIONS = {"place": editing.save_place, "fact": editing.save_fact}


class EditHandlers:
    """Answers about one folder of content."""

    def __init__(self, data: Path, given: Path | None) -> None:
        """Take the folder, and the article that was named on the command line."""
        self.data, self.given = data, given
        self._seeker = ServiceSearch(data)
        self._alone = threading.Lock()

    def get_form(self, _: dict[str, object]) -> dict[str, object]:
        """Return what forms are made from."""
        made_of = map_toml.read_project(self.data)
        by_hand = {layer.id for layer in editing.list_editable_layers(made_of)}
        texts, _faults = article.read_articles(made_of, self.data, self.given)
        return {
            "schemas": {name: schemas.load_schema(name) for name in ("place", "fact")},
            "languages": made_of.languages,
            "bounds": made_of.bounds,
            "subject": made_of.subject,
            "layers": [
                {"id": layer.id, "name": layer.name, "open": layer.id in by_hand}
                for layer in made_of.layers
            ],
            "areas": [
                candidate_review.id_and_names(each)
                for each in containers_at.list_areas(self.data)
                if "id" in each
            ],
            "kinds": [{"id": term.id, "name": term.name} for term in made_of.kinds],
            "topics": [{"id": term.id, "name": term.name} for term in made_of.topics],
            "sources": [
                {"id": source.id, "name": source.title, "text": source.id in texts}
                for source in made_of.sources
            ],
            "facts": facts.find_facts_file(self.data) == facts.FACTS_CSV,
            "today": _today_iso(),
            "services": self._seeker.list_services(),
            **self._history_state(),
        }

    def get_place(self, asked: dict[str, object]) -> dict[str, object]:
        """Return a place and its facts as they stand in their files."""
        ident = parameters.read_required_text(asked, "id")
        found = editing.find_place(self.data, ident)
        if not found:
            return {"feature": None, "layer": "", "facts": []}
        layer, held = found
        in_table = facts.find_facts_file(self.data) == facts.FACTS_CSV
        told = list(editing.facts_of_place(self.data, ident)) if in_table else []
        return {"feature": held.items[ident], "layer": layer.id, "facts": told}

    def get_article(self, asked: dict[str, object]) -> dict[str, object]:
        """Return the text of a source, where it is at hand."""
        texts, _ = article.read_articles(map_toml.read_project(self.data), self.data, self.given)
        found = texts.get(parameters.read_required_text(asked, "source"))
        return {"text": found.text if found else None}

    def get_new_fact_id(self, _: dict[str, object]) -> dict[str, object]:
        """Return an id for a new fact."""
        return {"id": editing.new_fact_id(self.data)}

    def save_change(self, asked: Json) -> Json:
        """Make a change of a place or a fact stand."""
        save = SAVE_FUNCTIONS.get(parameters.read_required_text(asked, "what"))
        base, after = asked.get("base"), asked.get("next")
        if not save or not all(each is None or isinstance(each, dict) for each in (base, after)):
            raise HTTPException(BAD_REQUEST_STATUS)
        layer = asked.get("layer")
        change = ItemChange(
            parameters.read_required_text(asked, "id"),
            base,
            after,
            layer if isinstance(layer, str) else "",
        )
        with self._alone:
            warnings = save(self.data, change, self.given)
        return {"warnings": _own_warnings(warnings, change.ident), **self._history_state()}

    def list_waiting(self, asked: dict[str, object]) -> dict[str, object]:
        """Return the places with candidates that nobody has decided on."""
        return candidate_review.list_waiting(
            self._seeker, parameters.read_optional_number(asked, "worse_than")
        )

    def find_containers(self, asked: dict[str, object]) -> dict[str, object]:
        """Return what is drawn around a position, the smallest first."""
        lon, lat = (
            parameters.read_required_degrees(asked, "lon"),
            parameters.read_required_degrees(asked, "lat"),
        )
        found = containers_at.find_containers_at(self.data, lon, lat, str(asked.get("id", "")))
        return {"found": [candidate_review.id_and_names(each) for each in found]}

    def count_improvements(self, _: dict[str, object]) -> dict[str, object]:
        """Return what is better, or worse, located than in the last revision."""
        sound, _warnings = rules.check_content(loader.read_folder(self.data, self.given))
        return {
            "since": [
                each.to_json_object() for each in improvements.count_improvements(self.data, sound)
            ]
        }

    def list_candidates(self, asked: dict[str, object]) -> dict[str, object]:
        """Return the candidates of a place, as many as are asked for."""
        most = int(
            parameters.read_optional_number(asked, "most") or candidate_review.MAX_CANDIDATES
        )
        return candidate_review.candidates_of_place(
            self._seeker,
            parameters.read_required_text(asked, "id"),
            most,
            AcceptanceOptions(_today_iso()),
        )

    def make_decision(self, asked: dict[str, object]) -> dict[str, object]:
        """Make a decision on a candidate stand."""
        decision = candidate_review.parse_decision(asked, _today_iso())
        if not decision:
            raise HTTPException(BAD_REQUEST_STATUS)
        with self._alone:
            place, warnings = candidate_review.apply_decision(self._seeker, decision)
        ident = str(decision.seen.get("place"))
        return {
            "feature": place,
            "warnings": _own_warnings(warnings, ident),
            **self._history_state(),
        }

    def ask_services(self, asked: dict[str, object]) -> dict[str, object]:
        """Ask the services for a place."""
        ident = parameters.read_required_text(asked, "id")
        candidate_review.read_place(self.data, ident)
        return {"told": self._seeker.ask_services(ident, self._alone), **self._history_state()}

    def list_drafts(self, asked: Json) -> Json:
        """Return what `read` has found in a source, beside its text."""
        return draft_review.list_drafts(self.data, self.given, str(asked.get("source", "")))

    def parse_words(self, asked: Json) -> Json:
        """Return the draft of words that a person has chosen in a text."""
        source = parameters.read_required_text(asked, "source")
        start, end = (parameters.read_required_offset(asked, name) for name in ("start", "end"))
        return draft_review.parse_words(self.data, self.given, source, start, end)

    def decide_draft(self, asked: Json) -> Json:
        """Make a decision on a draft stand."""
        decision = draft_review.parse_draft_decision(asked)
        if not decision:
            raise HTTPException(BAD_REQUEST_STATUS)
        with self._alone:
            done = draft_review.decide_draft(self.data, self.given, decision)
        told = _own_warnings(done.warnings, done.row.get("made", ""))
        return {"row": done.row, "read": list(done.read), "warnings": told, **self._history_state()}

    def make_layers(self, _: dict[str, object]) -> dict[str, object]:
        """Write an empty file for each layer that has none."""
        with self._alone, saving.lock_folder(self.data):
            made, faults = formatting.make_missing_layers(self.data, write=True)
        if faults:
            raise InputError(faults)
        return {"made": made}

    def undo_edit(self, _: dict[str, object]) -> dict[str, object]:
        """Take the last edit back."""
        with self._alone:
            return self._undo_answer(saving.undo_edit(self.data))

    def redo_edit(self, _: dict[str, object]) -> dict[str, object]:
        """Do again what was undone last."""
        with self._alone:
            return self._undo_answer(saving.redo_edit(self.data))

    def _undo_answer(self, entry: history_entry.Entry | None) -> dict[str, object]:
        return {"done": entry.why_for_programs() if entry else None, **self._history_state()}

    def _history_state(self) -> dict[str, object]:
        """Return what can be undone and done again."""
        known = history.list_entries(self.data)
        last = next((each.why_for_programs() for each in reversed(known) if not each.undone), None)
        following = next((each.why_for_programs() for each in known if each.undone), None)
        return {"history": {"undo": last, "redo": following}}


def _own_warnings(warnings: Sequence[Fault], ident: str) -> list[dict[str, object]]:
    """Return the warnings that are about one place or fact."""
    return faults_as_json(each for each in warnings if each.ident == ident)


def _today_iso() -> str:
    return dt.datetime.now().astimezone().date().isoformat()


def edit_routes(data: Path, given: Path | None) -> list[Route]:
    """Return the routes of editing: what is looked at by GET, what changes files by POST."""
    asked = EditHandlers(data, given)
    looks: dict[str, RequestHandler] = {
        "form": asked.get_form,
        "place": asked.get_place,
        "article": asked.get_article,
        "fact": asked.get_new_fact_id,
        "waiting": asked.list_waiting,
        "candidates": asked.list_candidates,
        "improved": asked.count_improvements,
        "holding": asked.find_containers,
        "drafts": asked.list_drafts,
        "words": asked.parse_words,
    }
    acts: dict[str, RequestHandler] = {
        "save": asked.save_change,
        "decide": asked.make_decision,
        "seek": asked.ask_services,
        "draft": asked.decide_draft,
        "layers": asked.make_layers,
        "undo": asked.undo_edit,
        "redo": asked.redo_edit,
    }
    return [
        *(Route(f"/edit/{name}", make_endpoint(act)) for name, act in looks.items()),
        *(
            Route(f"/edit/{name}", make_endpoint(act), methods=["POST"])
            for name, act in acts.items()
        ),
    ]
