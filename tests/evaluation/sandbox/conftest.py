"""The attacked host, once a session: as it is, and as the first kernel with Landlock would let it be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile.host import Host, attacked

from eft.evaluation.sandbox.probe import missing
from eft.evaluation.sandbox.zygote import Walls


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    if lack := missing():
        pytest.skip(lack)
    with attacked(tmp_path_factory.mktemp("answers")) as found:
        yield found


@pytest.fixture(scope="session")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """As `host`, with Landlock's rules as the first kernel that had it would take them."""
    if lack := missing():
        pytest.skip(lack)
    with attacked(tmp_path_factory.mktemp("answers"), Walls(abi=1)) as found:
        yield found
