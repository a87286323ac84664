"""One site for the tests of a module; each finds it as if it were new."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.fakes import NOW
from tests.web.site import Site, served


@pytest.fixture(scope="module")
async def shared_site() -> AsyncIterator[Site]:
    async with served() as site:
        yield site


@pytest.fixture
def site(shared_site: Site) -> Site:
    shared_site.bolt.asked.clear()
    shared_site.clock.time = NOW
    return shared_site


@pytest.fixture
async def http(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.address) as client:
        yield client
