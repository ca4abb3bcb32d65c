"""A library settles names and looks of its site; nothing that it names is run, loaded or put into a page."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import industrial_zones
import library_cases
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.config import load_config

from sotay.load import load
from sotay.site import config
from sotay.site.build import SiteError, build_site
from sotay.tree import WorkTree

ENGINE = config.ENGINE_CONFIG.read_text(encoding="utf-8")


def _loaded(root: Path, text: str) -> Any:
    (root / config.FILE).write_text(text, encoding="utf-8")
    assert config.strange_settings(WorkTree(root)) == ()
    return load_config(
        io.BytesIO(config.settings(root)), config_file_path=str(config.ENGINE_CONFIG), docs_dir=str(root)
    )


def test_engine_s_own_settings_are_none_of_them_strange(tmp_path: Path) -> None:
    assert _loaded(tmp_path, ENGINE) == load_config(str(config.ENGINE_CONFIG), docs_dir=str(tmp_path))


def test_library_settles_its_own_and_the_rest_is_the_engine_s(tmp_path: Path) -> None:
    text = "copyright: Cơ quan mẫu\nnav: [Trang chủ: index.md]\ntheme: {palette: {primary: teal}}\n"
    loaded = _loaded(tmp_path, f"site_name: Sổ tay mẫu\n{text}")
    engine = load_config(str(config.ENGINE_CONFIG), docs_dir=str(tmp_path))
    assert loaded["copyright"] == "Cơ quan mẫu"
    assert loaded["nav"] == [{"Trang chủ": "index.md"}]
    assert not loaded["not_in_nav"]
    assert loaded["theme"]["palette"] == {"primary": "teal"}
    assert loaded["theme"]["language"] == "vi"
    assert loaded["markdown_extensions"] == engine["markdown_extensions"]
    assert loaded["mdx_configs"] == engine["mdx_configs"]
    assert list(loaded["hooks"]) == list(engine["hooks"])


def test_a_library_that_settles_no_menu_has_the_engine_s_and_its_own_pages_after_it(tmp_path: Path) -> None:
    (tmp_path / "docs" / "huong-dan").mkdir(parents=True)
    for name in ("index.md", "huong-dan/doc-thu-vien.md", "huong-dan/rieng.md"):
        (tmp_path / "docs" / name).write_text("# A\n", encoding="utf-8")
    engine = load_config(str(config.ENGINE_CONFIG), docs_dir=str(tmp_path))
    loaded = _loaded(tmp_path, "site_name: Sổ tay mẫu\nnot_in_nav: x.md\n")
    assert loaded["nav"] == [*engine["nav"], "huong-dan/rieng.md"]
    assert loaded["not_in_nav"] == engine["not_in_nav"]


def test_an_address_is_that_of_the_library_whose_file_says_it(tmp_path: Path) -> None:
    """The engine's own file is also that of the library beside it: whoever has none must not be taken for that library."""
    assert config.site_url(config.ENGINE_CONFIG.parent) == "https://iso.bqlkcn.example/"
    assert config.site_url(tmp_path) is None
    assert "site_url" not in _top(config.settings(tmp_path).decode())
    zones = next(folder for folder in sorted(industrial_zones.FOLDER.iterdir()) if folder.is_dir())
    assert config.site_url(zones) == "https://iso.bqlkcn-mau.example/"
    loaded = _loaded(tmp_path, (zones / config.FILE).read_text(encoding="utf-8"))
    assert loaded["site_url"] == "https://iso.bqlkcn-mau.example/"


def test_site_with_a_program_of_its_own_is_refused_and_the_program_not_run(tmp_path: Path) -> None:
    library_cases.lay_files(
        library_cases.read(library_cases.CASES / "SEC311" / "bad-second-name.md"), tmp_path
    )
    ran = tmp_path / "ran"
    (tmp_path / "h.py").write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    (tmp_path / config.FILE).write_text("site_name: Sổ tay mẫu\nhooks: [h.py]\n", encoding="utf-8")
    with pytest.raises(SiteError, match="hooks"):
        build_site(load(tmp_path, as_of=None, today=date(2021, 10, 29)), tmp_path / "site")
    assert not ran.exists()


def test_a_hook_that_stands_where_the_engine_has_its_own_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "site_hooks.py").write_text("raise SystemExit\n", encoding="utf-8")
    loaded = _loaded(tmp_path, ENGINE)
    hook = config.ENGINE_CONFIG.parent / "scripts" / "site_hooks.py"
    assert [Path(module.__file__) for module in loaded["hooks"].values()] == [hook]


@pytest.mark.parametrize(
    "text", ["", "- a", "a: [", "a: b\n---\na: b", "a: &a {b: *a}", "[" * 5000, "a: " + "b" * 70_000, "\0"]
)
def test_what_cannot_be_read_is_one_complaint(tmp_path: Path, text: str) -> None:
    (tmp_path / config.FILE).write_text(text, encoding="utf-8")
    assert len(config.strange_settings(WorkTree(tmp_path))) == 1
    with pytest.raises(config.SettingsRefusedError):
        config.settings(tmp_path)


_VALUES = st.recursive(
    st.text(max_size=5) | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
_KEYS = st.sampled_from(["site_name", "nav", "theme", "plugins", "hooks", "extra", "strict", "INHERIT"])


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_nothing_but_free_settings_reaches_mkdocs(
    tmp_path_factory: pytest.TempPathFactory, own: object
) -> None:
    root = tmp_path_factory.mktemp("library")
    (root / config.FILE).write_text(yaml.safe_dump(own), encoding="utf-8")
    said, engine = _top(config.settings(root).decode()), _top(ENGINE)
    for name in ("hooks", "plugins", "markdown_extensions", "extra_javascript", "validation"):
        assert said[name] == engine[name]
    assert {"strict", "INHERIT"}.isdisjoint(said)


def _top(text: str) -> dict[str, str]:
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    return {key.value: yaml.serialize(value) for key, value in node.value}
