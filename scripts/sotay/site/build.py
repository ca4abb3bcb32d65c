"""Build the site: stage every page and download, then let an engine render them."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay import past, pipeline
from sotay.agenda import agenda
from sotay.clearance import Level
from sotay.editor import blanks as empty_forms
from sotay.editor import pages as editor
from sotay.kinds.annual_report import AnnualReport
from sotay.lock import LockError, alone
from sotay.messages import _, speaking
from sotay.outputs.failure import RenderFailed
from sotay.progress import watched
from sotay.publication import manifest
from sotay.report.compose import ReportState, compose, compose_official
from sotay.site import (
    addresses,
    agenda_pages,
    banner,
    blank_forms,
    config,
    controlled_pages,
    dashboard,
    editions,
    engines,
    figures_pages,
    forms,
    home,
    inspection_pages,
    law_pages,
    list_pages,
    lookup_pages,
    measurement_pages,
    prose_links,
    public_pages,
    record_pages,
    rule_pages,
    search,
    stage,
    trail,
    version_pages,
)
from sotay.site.engines import Engine
from sotay.site.prints import print_all
from sotay.site.writer import Writer
from sotay.slips.wording import SlipError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sotay.findings import Check
    from sotay.library import Library
    from sotay.report.compose import Report

STAGED: Final = Path("build") / "site-src"


class SiteError(Exception):
    """The site cannot be built: documents cannot be printed, or the engine refused; the message says which and why."""


def stage_site(library: Library) -> Path:
    """Write the staged pages of a library below its ``build`` folder and return that folder."""
    if strange := config.strange_settings(library.files):
        raise SiteError("\n".join(setting.message for setting in strange))
    whole, library = library, past.as_it_stood(library)
    writer = Writer(library)
    try:
        prints = print_all(library, writer, editions.published(library))
        made = {**dict(forms.files(writer)), **dict(blank_forms.files(library))}
    except (RenderFailed, SlipError) as error:
        raise SiteError(str(error)) from error
    inside = library.level is Level.INTERNAL
    rooms, files = (
        _everything(writer, past.judge(whole))
        if inside
        else (public_pages.pages(writer), public_pages.files(library))
    )
    own = (
        controlled_pages.pages(writer, prints),
        version_pages.pages(writer, prints),
        blank_forms.pages(writer),
    )
    written = watched(chain(rooms, *own), _("Writing the pages"))
    staged: Mapping[str, bytes] = {page: words.encode() for page, words in written}
    staged = {**staged, **files, **prints, **made, **dict(version_pages.comparisons(writer))}
    # Each step lets go of the pages of the one before: those of a large library are never held more than twice.
    if inside:
        staged = {**staged, **editor.files(library)}
        staged = trail.laid(staged, lookup_pages.folders(library))
        staged = editor.put(library, staged)
        staged = empty_forms.put(library, staged)
    else:
        staged = trail.laid(staged, {})
        staged = public_pages.unlinked(staged)
    if later := past.later_files(whole):
        gone = {addresses.of_path(path) for path in later} - staged.keys()
        staged = public_pages.unlinked(staged, gone)
    staged = banner.put(library, staged)
    folder = library.root / STAGED
    stage.write({**staged, **search.files(library, staged)}, folder)
    return folder


def _everything(writer: Writer, check: Check) -> tuple[Iterable[tuple[str, str]], dict[str, bytes]]:
    """Return the pages and the files of all that is not a controlled document."""
    library = writer.library
    tasks = agenda(library, check)
    lists = list_pages.told(library)
    listed = [*list_pages.pages(writer, lists)]  # at once: the lists of a large library take much room
    rooms = (
        home.pages(writer, check, tasks),
        record_pages.pages(writer),
        law_pages.pages(writer),
        listed,
        lookup_pages.pages(writer),
        measurement_pages.pages(writer),
        figures_pages.pages(writer),
        rule_pages.pages(writer, check),
        agenda_pages.pages(writer, tasks),
        inspection_pages.pages(writer, check),
    )
    files = (
        _files(library)
        | list_pages.files(library, lists)
        | measurement_pages.files(library)
        | figures_pages.files(library)
        | agenda_pages.files(library, tasks)
        | dashboard.files(library, tasks)
        | inspection_pages.files(library, check)
        | _reports(library, writer)
    )
    return chain.from_iterable(rooms), files


def _files(library: Library) -> dict[str, bytes]:
    """Return the pictures and the like that stand beside the hand-written pages."""
    return {
        path.removeprefix("docs/"): (library.root / path).read_bytes()
        for path in library.pages
        if not path.endswith(".md")
    }


def build_site(library: Library, out: Path, engine: Engine = Engine.MKDOCS) -> Path:
    """Build the site of a library into ``out``, while nobody else does; raise ``SiteError`` when the engine is missing or refuses."""
    try:
        engines.require(engine)
        with alone(library.root / STAGED.parent):
            folder = stage_site(library)
            engines.run(engine, library, folder, out, _site_name(library))
            then = past.as_it_stood(library)
            manifest.publish(then, out, editions.published(then))
    except (engines.EngineError, LockError) as error:
        raise SiteError(_("The site cannot be built: {why}", why=error)) from error
    return out / "index.html"


def _site_name(library: Library) -> str:
    names = library.agency.names_on(library.as_of)
    return _("ISO handbook of {agency}", agency=names.name)


def _reports(library: Library, writer: Writer) -> dict[str, bytes]:
    years = sorted(
        {record.meta.year for record in library.of(AnnualReport) if record.meta.year <= library.as_of.year},
        reverse=True,
    )
    reports = [compose_official(library, year) for year in years]
    names = {
        ReportState.DRAFT: _("draft"),
        ReportState.FOR_SIGNATURE: _("for signature"),
        ReportState.ISSUED: _("issued"),
    }
    page = f"{addresses.REPORTS}/index.md"
    index = writer.render(
        "reports.md.j2",
        page,
        reports=reports,
        state_name=names.__getitem__,
        packs=measurement_pages.packs(library),
    )
    found = {page: index.encode()}
    for report in reports:
        found.update(_report(library, writer, report))
    return found


def _report(library: Library, writer: Writer, report: Report) -> dict[str, bytes]:
    folder = f"{addresses.REPORTS}/{report.year}"
    page = f"{folder}/index.md"

    def published(path: str) -> str | None:
        target = addresses.of_path(path)
        return addresses.relative(target, page) if target else None

    def to_page(path: str) -> str | None:
        target = published(path)
        return target.removesuffix(".md") + ".html" if target else None

    with speaking("vi"):
        rendered = pipeline.render_outputs(library, report, record_link=to_page)
        body = pipeline.render_markdown(report, record_link=published)
    files = {f"{folder}/{name}": data for name, data in rendered.items() if not name.endswith(".md")}
    record = next(
        iter(record for record in library.of(AnnualReport) if record.meta.year == report.year), None
    )
    values: dict[str, Any] = {
        "title": report.title,
        "source": record.path if record else None,
        "state": report.state.value,
        "downloads": [name.rpartition("/")[2] for name in sorted(files)],
        "body": prose_links.linked(library, body, page),
        "facts": [fact for _id, fact in sorted(report.facts.items())],
        "findings": compose(library, report.year).findings,
        "page_of": addresses.of_path,
        "page_of_rule": addresses.of_rule,
    }
    return {page: writer.render("report.md.j2", page, **values).encode(), **files}
