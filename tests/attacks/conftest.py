"""Rooms on the real homeserver, as in the acceptance tests."""

from tests.acceptance.conftest import company as company
from tests.acceptance.conftest import shared_kring as shared_kring
from tests.acceptance.conftest import table as table
