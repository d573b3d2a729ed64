"""Other sites may link to the page, but neither read it nor change anything."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.ui.fakes import FakeYouju
from tests.ui.serving import serving

FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://e.example"}
SCRIPT = FOREIGN | {"Sec-Fetch-Mode": "cors"}
LINK = FOREIGN | {"Sec-Fetch-Mode": "navigate"}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving(FakeYouju()) as url, httpx.Client(base_url=url) as client:
        yield client


def test_a_script_of_another_site_gets_nothing(client: httpx.Client) -> None:
    assert client.get("/config", headers=SCRIPT).status_code == 403
    call = {"data": ["问？", None, None]}
    assert client.post("/gradio_api/call/answer", json=call, headers=SCRIPT).status_code == 403
    assert client.post("/gradio_api/call/answer", json=call).status_code == 200


def test_a_form_of_another_site_uploads_nothing(client: httpx.Client) -> None:
    file = {"files": ("甲.txt", b"abc")}
    assert client.post("/gradio_api/upload", files=file, headers=LINK).status_code == 403
    assert client.post("/gradio_api/upload", files=file).status_code == 200


def test_a_link_leads_here(client: httpx.Client) -> None:
    assert client.get("/", headers=LINK).status_code == 200


def test_a_page_of_this_machine_answers_to_no_other_name(client: httpx.Client) -> None:
    for name in ("attacker.example", "attacker.example:7860", "127.0.0.1.attacker.example", ""):
        assert client.get("/config", headers={"Host": name}).status_code == 421
    for name in ("localhost:7860", "127.0.0.1", "[::1]:7860"):
        assert client.get("/config", headers={"Host": name}).status_code == 200


def test_what_browsers_are_told_to_hold_back(client: httpx.Client) -> None:
    for path in ("/", "/config", "/nowhere"):
        told = client.get(path).headers
        assert told["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in told["Content-Security-Policy"]
        assert told["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../../../etc/passwd",
        "/gradio_api/file=%2e%2e/%2e%2e/etc/passwd",
        "/gradio_api/file=//etc/passwd",
        "/gradio_api/file=C:/Windows/win.ini",
        "/gradio_api/file=pyproject.toml",
        "/gradio_api/file=.youju/generations",
        "/file=/etc/passwd",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fetc/passwd",
        "/custom_component/x/client/../../../../etc/passwd",
        "/theme.css/../../etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:22/",
        "/gradio_api/proxy=https://example.invalid/",
        "/proxy=file:///etc/passwd",
        "/gradio_api/stream/../../../etc/passwd",
        "/gradio_api/file=http://127.0.0.1:1/",
    ],
)
def test_no_file_outside_can_be_fetched(client: httpx.Client, path: str) -> None:
    """The ways in of Gradio's past advisories: traversal, the cache, the proxy."""
    found = client.get(path)
    assert found.status_code in {400, 403, 404, 405, 422, 500}, found.text[:200]
    assert "root:" not in found.text
    assert "youju" not in found.text.lower() or found.status_code != 200


def test_no_file_is_taken_into_the_cache_by_naming_it(client: httpx.Client) -> None:
    """A path or an address given where an uploaded file belongs (CVE-2024-1728, CVE-2024-4325)."""
    for path in ("/etc/passwd", "http://127.0.0.1:22/", "file:///etc/passwd", "../../etc/passwd"):
        file = {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": "passwd"}
        call = client.post("/gradio_api/call/answer", json={"data": [file, None, None]})
        if call.status_code == 200:
            told = client.get(f"/gradio_api/call/answer/{call.json()['event_id']}").text
            assert "root:" not in told
