"""No address passes for another's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import fits, is_pattern


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("https://ok.example/", "https://ok.example/*"),
        ("https://ok.example/a/b?c=$matrix_user_id#d", "https://ok.example/*"),
        ("https://ok.example", "https://ok.example"),
        ("https://ok.example/", "https://ok.example"),
        ("HTTPS://OK.example/x", "https://ok.example/*"),
        ("https://a.ok.example/x", "https://*.ok.example/*"),
        ("https://ok.example:8443/x", "https://ok.example:8443/*"),
        ("http://localhost:80/x", "http://localhost:80/*"),
        ("data:text/html,x", "*"),
    ],
)
def test_what_is_meant_fits(address: str, pattern: str) -> None:
    assert fits(address, pattern)


@pytest.mark.parametrize(
    "address",
    [
        "https://ok.example.evil/x",
        "https://ok.example@evil.test/",
        "https://ok.example:x@evil.test/",
        "https://evil.test/https://ok.example/x",
        "https://evil.test/?https://ok.example/x",
        "https://evil.test#.ok.example/",
        "https://evil.test/.ok.example/x",
        "https://evil.test\\.ok.example/x",
        "https://evil.test?.ok.example/x",
        "https://ok.example/../x",
        "https://ok.example/%2e%2e/x",
        "https://ok.exampl\u0435/x",
        "http://ok.example/x",
        "https:ok.example/x",
        "//ok.example/x",
        "https://ok.example /x",
        "https://ok.example\t/x",
        "https://$x.ok.example/",
        "https://%6fk.example/x",
        "data:text/html,<script>https://ok.example/</script>",
        "javascript://ok.example/%0aalert(1)",
        "blob:https://ok.example/x",
        "",
    ],
)
def test_what_only_looks_like_it_does_not_fit(address: str) -> None:
    assert not fits(address, "https://ok.example/*")
    assert not fits(address, "https://*.ok.example/*")


@given(st.text())
def test_no_address_is_too_odd_to_look_at(address: str) -> None:
    assert fits(address, "https://ok.example/*") in {True, False}
    assert is_pattern(address) in {True, False}


def test_what_names_no_host_is_no_pattern() -> None:
    assert is_pattern("*")
    assert is_pattern("https://call.example.org/*")
    assert not is_pattern("call.example.org")
    assert not is_pattern("*example*")
    assert not is_pattern("data:*")
