"""Opens or updates the one issue that tells what is late or due: python3 -I .ci/issue.py FILE.

Standard library only. The forge is known by its own variables; the token is in TOKEN. The first line of FILE is the title; what
stands above a rule is new today, and told in a comment as well, for nobody is told of an issue that was edited. An issue that
says so already is left alone, and none is opened where nothing is listed.
"""

import json
import os
import sys
import urllib.parse
import urllib.request

TIMEOUT = 60


def main() -> None:
    """Tell it where it is not told yet."""
    with open(sys.argv[1], encoding="utf-8") as file:
        title, text = file.read().split("\n", 1)
    title, text = title.lstrip("# "), text.strip()
    fresh, rule, _rest = text.partition("\n---\n")
    issue = next((one for one in listed() if one["title"] == title), None)
    if issue is None:
        if "\n- " in text:
            call("POST", issues(), {"title": title, body(): text})
    elif (issue.get(body()) or "").strip() != text:
        address = f"{issues()}/{issue['iid' if is_gitlab() else 'number']}"
        call("PUT" if is_gitlab() else "PATCH", address, {body(): text})
        if rule:
            call("POST", f"{address}/{'notes' if is_gitlab() else 'comments'}", {"body": fresh.strip()})


def listed() -> "list[dict[str, str]]":
    """Return the open issues, all pages."""
    found: list[dict[str, str]] = []
    size, page = 50, 1
    while True:
        asked = {"state": "opened" if is_gitlab() else "open", "per_page": size, "limit": size, "page": page}
        more = call("GET", f"{issues()}?{urllib.parse.urlencode(asked)}")
        found += more
        if len(more) < size:
            return found
        page += 1


def issues() -> str:
    """Return the address of the issues."""
    if is_gitlab():
        return f"{os.environ['CI_API_V4_URL']}/projects/{os.environ['CI_PROJECT_ID']}/issues"
    return f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/issues"


def is_gitlab() -> bool:
    """Say whether this runs on GitLab; GitHub, Gitea and Forgejo speak alike."""
    return "CI_API_V4_URL" in os.environ


def body() -> str:
    """Return what the forge calls an issue's text."""
    return "description" if is_gitlab() else "body"


def call(method: str, address: str, value: "dict[str, str] | None" = None) -> "list[dict[str, str]]":
    """Ask the forge and return what it answers."""
    token = os.environ["TOKEN"]
    sign = {"PRIVATE-TOKEN": token} if is_gitlab() else {"Authorization": f"token {token}"}
    data = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(
        address,
        data,
        {"Content-Type": "application/json", "Accept": "application/json", **sign},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
