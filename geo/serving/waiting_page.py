"""The page while there is no map yet: the faults that keep it from being built."""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.responses import HTMLResponse

from geo.faults.fault import Fault
from geo.page import assets
from geo.serving.fault_json import faults_as_json
from geo.text.templates import make_template_environment


def waiting_response(faults: Sequence[Fault]) -> HTMLResponse:
    """Return a page that lists faults, and gives way to the map once they are mended.

    No language is known before `map.toml` is read, so it speaks English and Chinese.
    """
    script = assets.live_reload_script()
    page = make_template_environment("geo.serving", ".").get_template("waiting.html")
    told = faults_as_json(faults)
    offers = {each["offer"] for each in told}
    text = page.render(faults=told, offers=offers, script=Markup(script))  # noqa: S704  ours
    policy = (
        f"default-src 'none'; script-src 'sha256-{assets.csp_hash(script)}'; "
        "style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'"
    )
    raw = text.encode(errors="backslashreplace")  # names of files may be no text
    return HTMLResponse(raw, headers={"Content-Security-Policy": policy})
