"""What MkDocs need not do again for each page of a large library; every page comes out to the byte as without.

Python-Markdown tries each of its inline patterns on every piece of text and takes drawings for HTML to be read tag by tag, the
theme fills in the same menu on every page, and MkDocs keeps every page of text until the last is laid out. A page outside the
menu has the menu of its folder; a pattern cannot match where the sign that it begins with is missing; a drawing of ours is HTML
as a whole; the text of a page that has been made into HTML is done with; and a page is finished before it is written.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, DictLoader, PrefixLoader, pass_context
from markdown import Extension, util
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor
from mkdocs.plugins import BasePlugin

from sotay.compiled import compiled
from sotay.site.finish import finished
from sotay.site.rows import LongRows

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context
    from markdown import Markdown

    from sotay.site.rows import Rows

_CONTENTS: Final = "[TOC]"
_WHOLE: Final = "theme"
_PARTS: Final = ("partials/nav.html", "partials/tabs.html")
_DIAGRAM: Final = '<figure class="sotay-flow">'
_DRAWN: Final = re.compile(
    rf"(?<=\n\n){_DIAGRAM}\n<svg [^\n]*\n(?:<(?!/svg>)[^\n]*\n)*</svg>\n</figure>(?=\n\n)"
)
# Inline pattern → the two signs, or the one, of which it needs at least one. What is not named here is always tried.
_SIGNS: Final = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "!",
    "image_reference": "!",
    "short_reference": "[",
    "short_image_ref": "!",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
}


def take(config: Any, rows: Rows, *, dirty: bool) -> None:
    """Let a build with this configuration of MkDocs take the shortcuts; rows kept only where it builds what changed alone."""
    long_rows = LongRows()
    config.markdown_extensions += (Inlines(), Drawings(), long_rows)
    config.plugins["sotay-shortcuts"] = _Shortcuts(long_rows, rows, dirty=dirty)


class Inlines(Extension):  # type: ignore[misc]  # Python-Markdown is not typed
    """Tries an inline pattern only where it can match."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (so called by Python-Markdown)
        """Put the processor of inline text in the place of the usual one."""
        md.treeprocessors.register(_Inlines(md), "inline", 20)


class _Inlines(InlineProcessor):  # type: ignore[misc]  # as above
    """Its methods are private to the class that it comes from: where that renames them, nothing is skipped."""

    def run(self, tree: Any, ancestors: list[str] | None = None) -> Any:
        """Learn the patterns, which extensions may have added to."""
        self.tried = [
            (place, pattern, _SIGNS.get(self.md.inlinePatterns._priority[place].name, ""))  # noqa: SLF001 (nothing else tells names in order)
            for place, pattern in enumerate(self.md.inlinePatterns)
        ]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: Any, patternIndex: int = 0) -> Any:  # noqa: N802, N803 (its name there)
        if isinstance(data, util.AtomicString):
            return data
        for place, pattern, signs in self.tried[patternIndex:]:
            if signs and signs[0] not in data and signs[-1] not in data:
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(pattern, data, place, start)
        return data


class Drawings(Extension):  # type: ignore[misc]  # as above
    """Takes the diagram of a procedure's steps as it stands."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (as above)
        """Put a look for diagrams before that for HTML."""
        md.preprocessors.register(_Drawings(md), "sotay-drawings", 21)


class _Drawings(Preprocessor):  # type: ignore[misc]  # as above
    def run(self, lines: list[str]) -> list[str]:
        """Put the diagram of a page by, as raw HTML is."""
        text = "\n".join(lines)
        if _DIAGRAM not in text:
            return lines
        return _DRAWN.sub(lambda drawn: self.md.htmlStash.store(f"{drawn[0]}\n"), text, count=1).split("\n")


class _Shortcuts(BasePlugin):  # type: ignore[no-untyped-call,type-arg]  # it has no settings
    """Keeps the menus and rows, and lets go of texts."""

    def __init__(self, long_rows: LongRows, rows: Rows, *, dirty: bool) -> None:
        self.long_rows, self.rows, self.dirty = long_rows, rows, dirty
        self.menus: dict[tuple[str, str], str] = {}
        self.contents: dict[str, bytes] = {}

    def on_env(self, env: Environment, **_others: Any) -> None:
        """Put what is kept in the place of the parts of the theme that make the menu, and templates as they were compiled before."""
        env.bytecode_cache = compiled()
        assert env.loader is not None
        env.globals["sotay_menu"] = self.menu
        kept = {part: f"{{{{ sotay_menu('{part}') }}}}" for part in _PARTS}
        env.loader = ChoiceLoader([DictLoader(kept), PrefixLoader({_WHOLE: env.loader}), env.loader])

    @pass_context
    def menu(self, context: Context, part: str) -> str:
        """Return a part of the menu as it stands on the page of a context."""
        page = context["page"]
        outside = page is not None and page.parent is None and page not in context["nav"].pages
        key = part, posixpath.dirname(page.url) if outside else ""
        if outside and key in self.menus:
            return self.menus[key]
        template = context.environment.get_template(f"{_WHOLE}/{part}")
        made = "".join(template.root_render_func(template.new_context(context.get_all(), shared=True)))
        if outside:
            self.menus[key] = made
        return made

    def on_page_markdown(self, markdown: str, page: Any, config: Any, **_others: Any) -> None:
        """Begin a page; look for the mark of a table of contents only in one that may hold it."""
        self.long_rows.begin(markdown, self.rows.recall(page.file.src_uri) if self.dirty else {})
        config.mdx_configs.setdefault("toc", {})["marker"] = _CONTENTS if "TOC" in markdown else ""

    def on_page_content(self, html: str, page: Any, **_others: Any) -> str:
        """Keep the HTML of a page packed, which takes an eighth of the room of its letters, and let go of its text."""
        page.markdown = ""
        if self.long_rows.made:
            self.rows.put(page.file.src_uri, self.long_rows.made)
        self.contents[page.file.src_uri] = zlib.compress(html.encode(), zlib.Z_BEST_SPEED)
        return ""

    def on_page_context(self, _context: Any, page: Any, **_others: Any) -> None:
        """Give a page its HTML back when it is laid out."""
        page.content = zlib.decompress(self.contents.pop(page.file.src_uri)).decode()

    def on_post_page(self, output: str, page: Any, **_others: Any) -> str:
        """Finish a page while it is at hand, and let go of its HTML."""
        page.content = ""
        return finished(output, page.file.src_uri, page.file.content_string)
