"""The desk, asked over HTTP as browsers and others ask it: who may do what, and what nobody may."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import desk_library
import library_cases
import pytest
from desk_library import AN, BINH, CHI, COOKIE, DUNG, PAPER, Server, Visitor, draft

DRAFTS = 11


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_library.make(tmp_path_factory.mktemp("ban"), drafts=DRAFTS)


@pytest.fixture(scope="module")
def desk(bare: Path) -> Iterator[Server]:
    with desk_library.serving(bare) as server:
        yield server


@pytest.fixture(scope="module")
def an(desk: Server) -> Visitor:
    return desk.visitor(AN)


@pytest.fixture(scope="module")
def binh(desk: Server) -> Visitor:
    return desk.visitor(BINH)


def git(bare: Path, *words: str) -> str:
    return library_cases.git(bare, library_cases.FIRST_DAY, *words)


def log(bare: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(f"{bare}.desk/nhat-ky.db") as database:
        return database.execute("select who, action from log order by number").fetchall()


def proposed(author: Visitor, path: str, more: str = "\nThêm một câu.\n") -> str:
    """Save and send a change; return the page of its review."""
    assert author.save(path, author.text(path) + more).status == 200
    page = f"/thay-doi/procedures/{Path(path).stem}"
    assert author.post(page, viec="gui").status == 303
    return page


def test_second_person_reads_the_redline_and_approves(bare: Path, an: Visitor, binh: Visitor) -> None:
    page = proposed(an, draft(2))
    assert "đang xem xét" in binh.get("/thay-doi/").text
    shown = binh.get(page).text
    assert re.search(r"<ins[^>]*>.*Thêm một câu\.", shown), shown
    assert "QT.DN.02" in shown
    assert binh.post(page, viec="xem-xet").status == 303
    published = git(bare, "rev-parse", "main")
    assert binh.post(page, viec="phe-duyet").status == 303
    said = git(bare, "log", "-1", "--format=%an|%P|%B", "main")
    assert said.startswith(f"Bình (dữ liệu mẫu)|{published} ")
    assert said.endswith(
        "Phê duyệt procedures/qt-dn-02\n\nReviewed-by: Bình (dữ liệu mẫu) <binh@mau.example>\nApproved-by: Bình (dữ liệu mẫu) <binh@mau.example>"
    )
    assert git(bare, "show", f"main:{draft(2)}").endswith("Thêm một câu.")
    assert binh.get(page).status == 404
    acts = [act for who, act in log(bare) if who == BINH]
    assert [act for act in acts if act != "login"] == ["shown", "reviewed", "approved"]


def test_text_that_names_who_answers_for_it_gets_their_confirmation(
    bare: Path, an: Visitor, binh: Visitor
) -> None:
    text = an.text(draft(11)).replace("truong-phong", BINH).replace("lanh-dao", BINH)
    page, records = "/thay-doi/procedures/qt-dn-11", "records/approvals/qt-dn-11-01"
    digests = set()
    for sentence in ("Câu thứ nhất.", "Câu thứ hai."):
        assert an.save(draft(11), f"{text}\n{sentence}\n").status == 200
        assert an.post(page, viec="gui").status == 303
        assert "xác nhận “phê duyệt” đối với QT.DN.11, lần ban hành 01" in binh.get(page).text
        assert binh.post(page, viec="xem-xet").status == 303
        answer = binh.post(page, viec="phe-duyet")
        assert answer.status == 303, answer.text
        for role, slug in (("xem xét", "xem-xet"), ("phê duyệt", "phe-duyet")):
            record = git(bare, "show", f"main:{records}-{slug}.md")
            assert 'code: QT.DN.11\nversion: "01"\nsha256: "' in record
            assert f"role: {role}\n" in record
            assert record.endswith(f'by: "{BINH}"\n---')
        digests.add(re.findall(r'sha256: "(\w{64})"', record)[0])
        assert an.text(draft(11)).endswith(f"{sentence}\n")
    assert len(digests) == 2, "each text has its own, and the one that stands for nothing gives way"


def test_text_that_names_others_gets_no_confirmation_from_who_approves(
    bare: Path, an: Visitor, binh: Visitor
) -> None:
    page = proposed(an, draft(12))
    assert "đối với QT.DN.12" not in binh.get(page).text
    assert binh.post(page, viec="phe-duyet").status == 303
    assert "qt-dn-12" not in git(bare, "ls-tree", "-r", "--name-only", "main", "records/")


def test_author_is_refused_approving_the_change_of_the_author(bare: Path, an: Visitor) -> None:
    page = proposed(an, draft(3))
    published = git(bare, "rev-parse", "main")
    for act in ("xem-xet", "phe-duyet"):
        answer = an.post(page, viec=act)
        assert answer.status == 403
    assert "An (dữ liệu mẫu) đã soạn trong thay đổi này" in answer.text
    assert git(bare, "rev-parse", "main") == published
    assert (AN, "approval refused") in log(bare)
    assert "phe-duyet" not in an.get(page).text, "the page does not offer it either"


def test_who_has_not_seen_this_head_cannot_approve_it(bare: Path, an: Visitor, binh: Visitor) -> None:
    page = proposed(an, draft(4))
    seen = binh.get(page).text
    fields = {
        "token": re.findall(r'name="token" value="(\w+)"', seen)[0],
        "head": re.findall(r'name="head" value="([\w ]+)"', seen)[0],
        "viec": "phe-duyet",
    }
    read = json.loads(an.call("unpublishedEntryDataFile", collection="procedures", slug="qt-dn-04", path=draft(4)).text)  # fmt: skip
    an.save(draft(4), read["data"] + "\nMột câu chưa ai đọc.\n")
    an.post(page, viec="gui")
    published = git(bare, "rev-parse", "main")
    answer = binh.send(page, fields)
    assert answer.status == 422
    assert "chưa xem thay đổi ở đúng bản hiện tại" in answer.text
    assert git(bare, "rev-parse", "main") == published
    never = git(bare, "rev-parse", "cms/procedures/qt-dn-04")
    assert binh.send(page, fields | {"head": f"{never} {published}0"}).status == 422
    assert binh.post(page, viec="phe-duyet").status == 303, "once it was shown, it can be approved"


def test_head_that_was_never_shown_is_refused_even_where_it_is_named(
    bare: Path, an: Visitor, binh: Visitor
) -> None:
    page = proposed(an, draft(5))
    head = f"{git(bare, 'rev-parse', 'cms/procedures/qt-dn-05')} {git(bare, 'rev-parse', 'main')}"
    token = re.findall(
        r'name="token" value="(\w+)"', binh.get("/chua-luu").text + binh.get("/dang-nhap").text
    )[0]
    answer = binh.send(page, {"token": token, "head": head, "viec": "phe-duyet"})
    assert (answer.status, (BINH, "approval refused") in log(bare)) == (422, True)


def test_change_that_is_not_sent_is_not_approved_and_one_returned_says_why(
    an: Visitor, binh: Visitor
) -> None:
    page = proposed(an, draft(6))
    assert binh.post(page, viec="tra-lai").status == 422, "a reason is asked for"
    assert binh.post(page, viec="tra-lai", **{"y-kien": "Nêu rõ <b>thời hạn</b>"}).status == 303
    assert "trả lại – Nêu rõ <b>thời hạn</b>" in an.get(page).text
    assert "&lt;b&gt;" in _raw(an, page), "a remark is no markup"
    assert binh.post(page, viec="phe-duyet").status == 422


def test_errors_that_a_change_brings_are_named_and_stand_in_its_way(
    bare: Path, an: Visitor, binh: Visitor
) -> None:
    text = an.text(draft(7)).replace("07/2016/NĐ-CP", "99/2099/NĐ-CP")
    assert an.save(draft(7), text).status == 200, "a draft may have findings"
    page = "/thay-doi/procedures/qt-dn-07"
    an.post(page, viec="gui")
    shown = binh.get(page).text
    assert "99/2099/NĐ-CP" in shown.partition('<section class="danger">')[2].partition("</section>")[0]
    published = git(bare, "rev-parse", "main")
    answer = binh.post(page, viec="phe-duyet")
    assert answer.status == 422
    assert "99/2099/NĐ-CP" in answer.text
    assert git(bare, "rev-parse", "main") == published


def test_two_who_edit_one_document_lose_no_word(an: Visitor, binh: Visitor) -> None:
    text = an.text(draft(8))
    assert binh.text(draft(8)) == text
    assert an.save(draft(8), text + "\nCủa An.\n").status == 200
    answer = binh.save(draft(8), text + "\nCủa Bình.\n")
    assert answer.status == 422
    assert draft(8) in json.loads(answer.text)["error"]
    page = binh.get("/chua-luu").text
    assert "+ Của Bình." in page
    assert "- Của An." in page
    assert "Của Bình." not in an.get("/chua-luu").text, "what is kept is its author's alone"
    number = re.findall(r'name="so" value="(\d+)"', page)[0]
    an.post("/chua-luu", page="/dang-nhap", so=number)
    assert "+ Của Bình." in binh.get("/chua-luu").text
    binh.post("/chua-luu", so=number)
    assert "+ Của Bình." not in binh.get("/chua-luu").text


def test_author_takes_a_change_back_and_keeps_the_text(bare: Path, an: Visitor, binh: Visitor) -> None:
    page = proposed(an, draft(9), "\nThôi không sửa.\n")
    assert binh.post(page, viec="rut-lai").status == 403
    assert an.post(page, viec="rut-lai").status == 303
    assert "Thôi không sửa." in an.get("/chua-luu").text
    assert "qt-dn-09" not in git(bare, "for-each-ref")


def test_who_has_no_role_may_read_and_nothing_else(desk: Server, an: Visitor) -> None:
    dung, chi = desk.visitor(DUNG), desk.visitor(CHI)
    page = proposed(an, draft(10))
    assert dung.get(page).status == 200
    for act in ("gui", "xem-xet", "tra-lai", "phe-duyet", "rut-lai"):
        assert dung.post(page, viec=act, **{"y-kien": "x"}).status == 403
    assert chi.post(page, viec="phe-duyet").status == 403
    assert chi.post(page, viec="xoa").status == 400
    assert dung.save(PAPER, dung.text(PAPER) + "x").status == 422


def test_form_without_its_token_is_refused(an: Visitor, binh: Visitor) -> None:
    others = re.findall(r'name="token" value="(\w+)"', binh.get("/thay-doi/").text)[0]
    for token in ("", "0" * 64, others):
        answer = an.send("/thay-doi/procedures/qt-dn-03", {"token": token, "viec": "rut-lai", "head": ""})
        assert answer.status == 403
        assert "Biểu mẫu này không thuộc phiên làm việc của bạn" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://la.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(an: Visitor, headers: dict[str, str]) -> None:
    body = json.dumps({"action": "info", "params": {}}).encode()
    kind = {"Content_Type": "application/json"}
    assert an.ask("POST", "/bien-tap/api", body, **kind).status == 200
    assert an.ask("POST", "/bien-tap/api", body, **kind, **headers).status == 403
    plain = {"Content_Type": "text/plain"}
    assert an.ask("POST", "/bien-tap/api", body, **plain).status == 415


def test_name_of_another_host_is_refused(an: Visitor) -> None:
    assert an.ask("GET", "/thay-doi/", Host="la.example").status == 421
    assert an.ask("GET", "/", Host="127.0.0.1.la.example").status == 421


def test_too_much_is_refused_before_it_is_read(an: Visitor) -> None:
    answer = an.ask("POST", "/bien-tap/api", b" " * (10 * 1024 * 1024 + 1), Content_Type="application/json")
    assert answer.status == 413
    assert "10 MB" in answer.text


@pytest.mark.parametrize(
    "path", ["agency.yml", "../agency.yml", "procedures/../mkdocs.yml", "records/allowed_signers"]
)
def test_path_outside_is_refused(an: Visitor, path: str) -> None:
    assert an.save(path, "x").status == 422
    assert an.call("getEntry", path=path).status == 422


@pytest.mark.parametrize(
    "path", ["/thay-doi/../nhat-ky", "/%2e%2e/%2e%2e/etc/passwd", "/thay-doi/..%2f..", "/thay-doi/a;b"]
)
def test_address_that_leads_nowhere_is_no_page(an: Visitor, path: str) -> None:
    assert an.get(path).status in {404, 503}


def test_header_of_a_user_counts_from_the_trusted_address_alone(desk: Server) -> None:
    stranger = Visitor(desk.port, X_Remote_User=AN)
    answer = stranger.get("/thay-doi/")
    assert (answer.status, answer.headers["location"]) == (303, "/dang-nhap?sau=/thay-doi/")
    assert stranger.call("info").status == 401


def test_nobody_comes_in_with_a_wrong_password_or_a_made_up_session(bare: Path, desk: Server) -> None:
    visitor = desk.visitor()
    answer = visitor.post("/dang-nhap", nguoi=AN, **{"mat-khau": "sai"})
    assert answer.status == 403
    assert (AN, "failed login") in log(bare)
    visitor.cookie = f"an.{'0' * 32}.{'0' * 64}"
    assert visitor.get("/thay-doi/").status == 303
    assert "<script" not in visitor.get("/dang-nhap?sau=%22%3E%3Cscript%3E").text.replace(
        'value=""><script', ""
    )


def test_session_ends_for_whoever_has_its_token(desk: Server) -> None:
    visitor = desk.visitor(CHI)
    stolen = Visitor(desk.port)
    stolen.cookie = visitor.cookie
    assert stolen.get("/nhat-ky").status == 200
    visitor.post("/dang-xuat", page="/nhat-ky")
    assert stolen.get("/nhat-ky").status == 303


def test_login_leads_nowhere_else(desk: Server) -> None:
    visitor = desk.visitor()
    for after in ("//la.example", "https://la.example", "/\\la.example"):
        answer = visitor.post("/dang-nhap", nguoi=CHI, sau=after, **{"mat-khau": desk_library.PASSWORD})
        assert answer.headers["location"] == "/thay-doi/"
        visitor = desk.visitor()


def test_pages_run_no_script_and_the_session_is_out_of_reach(desk: Server) -> None:
    answer = desk.visitor().get("/dang-nhap")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    given = answer.headers["set-cookie"]
    assert given.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Strict"} <= set(given.split("; "))


def test_log_is_shown_and_no_line_can_be_altered(bare: Path, an: Visitor) -> None:
    assert "không được phê duyệt" in an.get("/nhat-ky").text
    with sqlite3.connect(f"{bare}.desk/nhat-ky.db") as database:
        for words in ("update log set who = 'x'", "delete from log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                database.execute(words)


def test_proxy_names_who_is_there_and_nobody_else_does(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    with desk_library.serving(bare, "--trust", "127.0.0.1") as server:
        binh = Visitor(server.port, X_Remote_User="binh@mau.example")
        assert "Bình (dữ liệu mẫu)" in binh.get("/thay-doi/").text
        assert binh.get("/dang-nhap").status == 404
        assert Visitor(server.port).get("/thay-doi/").status == 403
        assert "la@mau.example" in Visitor(server.port, X_Remote_User="la@mau.example").get("/thay-doi/").text
        page = proposed(Visitor(server.port, X_Remote_User=AN), PAPER)
        binh.cookie = ""
        assert binh.post(page, viec="xem-xet").status == 303
    with desk_library.serving(bare, "--trust", "127.0.0.9") as server:
        answer = Visitor(server.port, X_Remote_User=AN).get("/thay-doi/")
        assert (answer.status, "127.0.0.9" in answer.text) == (403, True)


def test_signed_approval_is_asked_for_where_the_agency_says_so(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path, "policy: {approval: signed}\n")
    with desk_library.serving(bare) as server:
        page = proposed(server.visitor(AN), draft(2))
        answer = server.visitor(BINH).post(page, viec="phe-duyet")
        assert answer.status == 422
        assert "sotay approve QT.DN.02 --role phe-duyet --by binh" in answer.text


def test_desk_that_is_ended_lets_go_of_everything(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    for number in (signal.SIGTERM, signal.SIGINT):
        with desk_library.serving(bare, builds=True) as server:
            assert server.visitor().get("/dang-nhap").status == 200
            server.process.send_signal(number)
            assert server.process.wait(timeout=60) == 0


def _raw(visitor: Visitor, page: str) -> str:
    command = ["curl", "-s", "-b", f"{COOKIE}={visitor.cookie}", f"http://127.0.0.1:{visitor.port}{page}"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
