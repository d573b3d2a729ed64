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
