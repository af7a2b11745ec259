"""Who is let in by `datamap serve`: the token, where it comes from, and pages of other sites."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from datamap.errors import InvalidParameter
from datamap.server import serve
from datamap.server.access import token_from
from served import UPDATE, running, served

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

TOKEN = "0123456789abcdef-._~+/AZ=="


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"somebody:{password}".encode()).decode()


def test_every_request_needs_the_token(registry: Path) -> None:
    with served(registry, writable=True, token=TOKEN) as client:
        for path in ("/", "/sparql", "/sparql?query=ASK%7B%7D", "/graphs?default", "/query", "/nothing",
                     "/assets/page.css", "/list.sv.csv"):  # fmt: skip
            found = client.get(path)
            assert found.status_code == 401, path
            assert found.headers["www-authenticate"].startswith("Bearer")
            assert TOKEN not in found.text + str(found.headers)
            assert len(found.text.splitlines()) == 1
        assert client.options("/sparql").status_code == 401
        wrong = [TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer", "Bearer ", basic("guess"),
                 "Basic !!!", f"Digest {TOKEN}", f"Bearer {TOKEN.upper()}", "Bearer \xe5\xe4\xf6"]  # fmt: skip
        for header in wrong:
            found = client.get("/records", headers=[(b"Authorization", header.encode("latin-1"))])
            assert found.status_code == 401, header
        twice = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", f"Bearer {TOKEN}")]
        assert client.get("/records", headers=twice).status_code == 401
        assert client.post("/sparql", content="CLEAR ALL", headers=UPDATE).status_code == 401
        assert "Google" in registry.read_text("utf-8")
        for header in (f"Bearer {TOKEN}", f"bearer  {TOKEN}", basic(TOKEN)):
            assert client.get("/sparql?query=ASK%7B%7D", headers={"Authorization": header}).status_code == 200


def test_where_a_token_comes_from_and_that_it_is_never_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, registry: Path
) -> None:
    monkeypatch.delenv("DATAMAP_TOKEN", raising=False)
    assert token_from(None) is None
    monkeypatch.setenv("DATAMAP_TOKEN", f"{TOKEN}\n")
    assert token_from(None) == TOKEN
    file = tmp_path / "token.txt"
    file.write_text("another-token-of-some-length\n", "utf-8")
    assert token_from(file) == "another-token-of-some-length"
    for bad in (
        "",
        "short",
        "with space in the middle of it",
        "å" * 20,
        "two-lines-of-a-token\nsecond-line-of-it",
    ):
        file.write_text(bad, "utf-8")
        with pytest.raises(InvalidParameter) as refused:
            token_from(file)
        assert not bad or bad not in str(refused.value)
    # Who gives the token itself is told how, and it does not end up in a log.
    code, out, err = run("serve", "-r", registry, "--port", "0", "--token", TOKEN)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert TOKEN not in err
    assert "DATAMAP_TOKEN" in err
    code, _, err = run("serve", "-r", registry, "--port", "0", env={"DATAMAP_TOKEN": "short"})
    assert (code, "at least 16" in err) == (2, True)


def test_other_addresses_are_listened_to_with_a_token_alone(registry: Path) -> None:
    import urllib.request

    with pytest.raises(InvalidParameter, match="--token"):
        serve(registry, host="0.0.0.0", writable=True)
    with running("-r", registry, "--host", "0.0.0.0", DATAMAP_TOKEN=TOKEN) as address:
        here = address.replace("0.0.0.0", "127.0.0.1")
        asked = urllib.request.Request(
            f"{here}sparql?query=ASK%7B%7D", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert b"true" in answer.read()


def test_only_the_house_can_write(registry: Path) -> None:
    with pytest.raises(InvalidParameter, match="writable"):
        serve(registry, writable=True, audience="customer")


def test_pages_of_other_sites_change_nothing(registry: Path) -> None:
    """Also where a browser knows no Fetch Metadata, and where it would send a password by itself."""
    before = registry.read_bytes()
    with served(registry, writable=True) as client:
        form = {"update": "CLEAR ALL"}
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:9999"},
            {"Origin": "http://127.0.0.1.evil.example:8765"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
            {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
        ):
            assert client.post("/sparql", data=form, headers=headers).status_code == 403, headers
            assert client.put("/graphs?default", content="", headers=headers).status_code == 403, headers
        assert client.post("/sparql", data=form, headers={"Host": "evil.example"}).status_code == 421
        assert registry.read_bytes() == before
        ours = {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}
        assert client.post("/sparql", data={"query": "ASK {}"}, headers=ours).status_code == 200
