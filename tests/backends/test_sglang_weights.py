"""New weights on SGLang servers: what is posted in which order, what is refused, and which replies carry which version."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from eft.backends._sglang.backend import SGLangBackend
from eft.backends.sglang import SGLang
from eft.types import InfrastructureError, Message, Reply, Request

Start = Callable[[], Any]
UPDATE = ["/pause_generation", "/update_weights_from_disk", "/continue_generation"]


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    link = tmp_path_factory.mktemp("models") / "tiny"
    link.symlink_to(tiny_model)
    return link


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """One folder per version."""
    made = [tmp_path / f"v{k}" for k in range(8)]
    for folder in made:
        folder.mkdir()
    return made


def run(model: Path, servers: list[Any], work: Callable[[SGLangBackend], Awaitable[Any]], **changes: Any) -> Any:
    values = {"path": model, "urls": tuple(server.url for server in servers), "wait_s": 0.01, "max_wait_s": 0.05, "retries": 2}

    async def whole() -> Any:
        live = SGLang(**(values | {"ready_s": 5.0, "recheck_s": 0.0, "timeout_s": 20.0} | changes)).build()
        try:
            return await work(live)
        finally:
            await live.close()

    return asyncio.run(whole())


def request(key: str = "k") -> Request:
    return Request(key, (Message("user", "hi"),), max_tokens=8)


async def versions(live: SGLangBackend, count: int = 1) -> list[int]:
    replies = await live.generate([request(str(k)) for k in range(count)])
    assert not [reply.error for reply in replies if reply.error]
    return [reply.policy_version for reply in replies]


def test_disk_every_server_is_paused_updated_continued_and_checked(model: Path, servers: Start, folders: list[Path]) -> None:
    pair = [servers(), servers()]

    async def work(live: SGLangBackend) -> None:
        assert live.takes == "folder"
        assert await versions(live, 4) == [0] * 4
        await live.load(folders[3], 3)
        assert await versions(live, 4) == [3] * 4

    run(model, pair, work)
    for server in pair:
        assert server.paths() == UPDATE
        (body,) = server.bodies("/update_weights_from_disk")
        assert body["model_path"] == str(folders[3])
        assert body["flush_cache"] is True
        assert body["weight_version"].startswith("3-")
        keys = [asked["extra_key"] for asked in server.bodies("/generate")]
        assert keys == ["default/"] * 2 + [body["weight_version"] + "/"] * 2
        assert server.bodies("/pause_generation") == [{"mode": "retract"}]


def test_disk_replies_under_way_are_finished_first(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()
    server.flowing = False

    async def work(live: SGLangBackend) -> tuple[list[Reply], list[Reply]]:
        early = asyncio.create_task(live.generate([request()]))
        assert await asyncio.to_thread(server.until, lambda: len(server.running) == 1)
        loading = asyncio.create_task(live.load(folders[1], 1))
        await asyncio.sleep(0.05)
        late = asyncio.create_task(live.generate([request("late")]))
        await asyncio.sleep(0.05)
        assert len(server.bodies("/generate")) == 1
        assert server.paths() == []
        server.change(flowing=True)
        await loading
        return await early, await late

    early, late = run(model, [server], work)
    assert (early[0].policy_version, late[0].policy_version) == (0, 1)


def test_disk_replies_under_way_are_cut_and_asked_again(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()
    server.flowing = False

    async def work(live: SGLangBackend) -> list[Reply]:
        asking = asyncio.create_task(live.generate([request(str(k)) for k in range(3)]))
        assert await asyncio.to_thread(server.until, lambda: len(server.running) == 3)
        await live.load(folders[1], 1)
        server.change(flowing=True)
        return await asking

    replies = run(model, [server], work, pause="abort", retries=0)
    assert [(reply.policy_version, reply.finish, len(reply.token_ids)) for reply in replies] == [(1, "length", 6)] * 3
    assert len(server.bodies("/generate")) == 6


def test_disk_a_server_that_fails_is_left_out_and_brought_to_the_current_weights(model: Path, servers: Start, folders: list[Path]) -> None:
    good, bad = servers(), servers()

    async def work(live: SGLangBackend) -> None:
        await versions(live)
        bad.takes_updates = False
        await live.load(folders[1], 1)
        assert "Failed to get weights iterator" in live.pool.servers[1].out
        assert await versions(live, 4) == [1] * 4
        assert not any(body["extra_key"].startswith("1-") for body in bad.bodies("/generate"))
        assert await asyncio.to_thread(bad.until, lambda: not bad.paused)  # looks at it may pause it for a moment
        bad.takes_updates = True
        while live.pool.servers[1].out:
            assert await versions(live) == [1]
        assert bad.version == good.version
        assert await versions(live, 4) == [1] * 4

    run(model, [good, bad], work)


def test_disk_a_server_started_anew_gets_the_weights_before_it_is_asked(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()

    async def work(live: SGLangBackend) -> None:
        await live.load(folders[1], 1)
        server.change(version="default")
        assert await versions(live) == [1]
        assert server.version.startswith("1-")

    run(model, [server], work)


def test_disk_no_server_takes_the_weights(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()
    server.takes_updates = False
    with pytest.raises(InfrastructureError, match=r"weights .*v1: .*Failed to get weights iterator"):
        run(model, [server], lambda live: live.load(folders[1], 1))
    assert not server.paused


def test_disk_an_update_that_changes_nothing_is_noticed(model: Path, servers: Start, folders: list[Path]) -> None:
    class Stuck(type(servers())):  # type: ignore[misc]
        version = property(lambda self: "default", lambda self, value: None)

    server = Stuck()
    try:
        with pytest.raises(InfrastructureError, match="serves weight version 'default' after an update to '1-"):
            run(model, [server], lambda live: live.load(folders[1], 1))
    finally:
        server.close()


@pytest.mark.parametrize("again", [(1, 2), (2, 1)])
def test_a_folder_belongs_to_one_version(model: Path, servers: Start, folders: list[Path], again: tuple[int, int]) -> None:
    async def work(live: SGLangBackend) -> None:
        await live.load(folders[1], 1)
        await live.load(folders[1], 1)
        await live.load(folders[again[0]], again[1])

    with pytest.raises(InfrastructureError, match="folders never change"):
        run(model, [servers()], work)


def test_two_clients_with_the_same_version_number_do_not_take_each_other_for_theirs(
    model: Path, servers: Start, folders: list[Path]
) -> None:
    server = servers()
    run(model, [server], lambda live: live.load(folders[1], 1))
    first = server.version
    run(model, [server], lambda live: live.load(folders[2], 1))
    assert first.split("-")[0] == server.version.split("-")[0] == "1"
    assert first != server.version


@pytest.mark.parametrize("staleness", [0, 1, 2])
def test_lora_names_are_new_and_the_oldest_is_unloaded(model: Path, servers: Start, folders: list[Path], staleness: int) -> None:
    pair = [servers(), servers()]

    async def work(live: SGLangBackend) -> None:
        assert live.takes == "adapter"
        assert await versions(live) == [0]
        for version in range(1, 6):
            await live.load(folders[version], version)
            assert await versions(live, 2) == [version] * 2

    run(model, pair, work, sync="lora", staleness=staleness)
    for server in pair:
        loads = server.bodies("/load_lora_adapter")
        assert [body["lora_path"] for body in loads] == [str(folder) for folder in folders[1:6]]
        names = [body["lora_name"] for body in loads]
        assert [name.rsplit("-", 1)[0] for name in names] == [f"policy-v{version}" for version in range(1, 6)]
        assert [body["lora_name"] for body in server.bodies("/unload_lora_adapter")] == names[: 4 - staleness]
        assert set(server.loaded) == set(names[4 - staleness :])
        assert "/pause_generation" not in server.paths()
        asked = [(body.get("lora_path"), body["extra_key"]) for body in server.bodies("/generate")]
        assert all(key == f"default/{name or ''}" for name, key in asked)


def test_lora_an_unloaded_name_is_never_asked_for(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()

    async def work(live: SGLangBackend) -> None:
        await live.load(folders[1], 1)
        old = live._sync.current
        await live.load(folders[2], 2)
        live._sync.current = old  # as a request that had been kept back would hold it
        (reply,) = await live.generate([request()])
        assert reply.error.endswith(f"adapter {old.adapter} has been unloaded and is not used again")
        assert "\n" not in reply.error

    run(model, [server], work, sync="lora")
    assert server.bodies("/generate") == []


def test_lora_unloading_waits_for_the_users_of_the_adapter(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()

    async def work(live: SGLangBackend) -> list[Reply]:
        await live.load(folders[1], 1)
        server.change(flowing=False)
        asking = asyncio.create_task(live.generate([request()]))
        assert await asyncio.to_thread(server.until, lambda: len(server.running) == 1)
        await live.load(folders[2], 2)
        loading = asyncio.create_task(live.load(folders[3], 3))
        await asyncio.to_thread(server.until, lambda: len(server.loaded) == 3)
        await asyncio.sleep(0.05)
        assert server.bodies("/unload_lora_adapter") == []
        server.change(flowing=True)
        await loading
        assert len(server.bodies("/unload_lora_adapter")) == 1
        return await asking

    (reply,) = run(model, [server], work, sync="lora", staleness=1)
    assert reply.policy_version == 1


def test_lora_a_server_that_lost_its_adapters_gets_them_again(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()

    async def work(live: SGLangBackend) -> None:
        await live.load(folders[1], 1)
        server.change(loaded={}, remembered={})
        assert await versions(live) == [1]

    run(model, [server], work, sync="lora")
    assert len(server.bodies("/load_lora_adapter")) == 2


def test_lora_a_name_taken_by_something_else_is_refused(model: Path, servers: Start, folders: list[Path]) -> None:
    server = servers()
    server.fails["/load_lora_adapter"] = [400]
    with pytest.raises(InfrastructureError, match=r"adapter .*v1: .*HTTP 400: on demand"):
        run(model, [server], lambda live: live.load(folders[1], 1), sync="lora")


def test_a_look_at_a_lost_server_and_an_update_do_not_wait_for_each_other(model: Path, servers: Start, folders: list[Path]) -> None:
    """All servers out, a request waiting for one to come back, and an update waiting for that request."""
    server = servers()

    async def work(live: SGLangBackend) -> None:
        await versions(live)
        server.change(healthy=False)
        server.fails["/generate"] = [0]
        asking = asyncio.create_task(live.generate([request()]))
        assert await asyncio.to_thread(server.until, lambda: len(server.bodies("/generate")) == 2)
        loading = asyncio.create_task(live.load(folders[1], 1))
        await asyncio.sleep(0.05)
        server.change(healthy=True)
        await asyncio.wait_for(asyncio.gather(asking, loading), 20)

    run(model, [server], work, retries=50)
