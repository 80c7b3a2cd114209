from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import event

from storage import Message, Storage, Unit

ALICE, BOB = 1001, 1002


async def put(unit: Unit, text: str, *, to: int = ALICE, **more: Any) -> Message:
    message = await unit.outbox.put(chat_id=to, user_id=to, kind="notice", text=text, **more)
    assert message is not None
    return message


async def due(unit: Unit, at: datetime) -> list[str]:
    return [message.text for message in await unit.outbox.due(at, 10)]


async def test_a_message_goes_its_way(storage: Storage, now: Callable[[], datetime]) -> None:
    async with storage.begin() as unit:
        keyboard = [[{"text": "Open", "callback_data": "x"}]]
        message = await put(unit, "hello", keyboard=keyboard, silent=True)
        assert await unit.outbox.due(now(), 10) == [message]

        assert await unit.outbox.claim(message.id)
        assert not await unit.outbox.claim(message.id)
        assert await unit.outbox.due(now(), 10) == []
        await unit.outbox.sent(message.id, 55)

        assert await unit.outbox.counts() == {"sent": 1}
    assert (message.keyboard, message.silent, message.attempts) == (keyboard, True, 0)


async def test_each_chat_gets_its_messages_in_order(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        first = await put(unit, "A1")
        await put(unit, "A2")
        await put(unit, "B1", to=BOB)
        assert await due(unit, now()) == ["A1", "B1"]

        await unit.outbox.claim(first.id)
        assert await due(unit, now()) == ["B1"]

        await unit.outbox.retry(first.id, later(30), ambiguous=False)
        assert await due(unit, now()) == ["B1"]
        assert await due(unit, later(30)) == ["A1", "B1"]

        await unit.outbox.bury(first.id, "chat not found")
        assert await due(unit, now()) == ["A2", "B1"]


async def test_a_change_waits_for_changes_of_the_same_message_and_not_for_new_ones(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        for text, edits in (("new", None), ("7: a", 7), ("7: b", 7), ("8", 8), ("newer", None)):
            await put(unit, text, edits=edits)

        assert await due(unit, now()) == ["new", "7: a", "8"]


async def test_a_newer_word_goes_when_the_older_would_have(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        for seconds in (1, 2, 3):
            await unit.outbox.merge(
                "fills:9",
                chat_id=ALICE,
                user_id=ALICE,
                kind="fill",
                text=f"{seconds} fills",
                not_before=later(seconds),
            )

        assert await due(unit, later(1)) == ["3 fills"]


async def test_no_more_than_asked_for_is_due(storage: Storage, now: Callable[[], datetime]) -> None:
    async with storage.begin() as unit:
        await put(unit, "A1")
        await put(unit, "B1", to=BOB)

        assert [message.text for message in await unit.outbox.due(now(), 1)] == ["A1"]


async def test_the_next_moment_to_look_is_known(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        assert await unit.outbox.next_due_at() is None
        await put(unit, "A1", not_before=later(60))
        await put(unit, "A2", not_before=later(5))
        await put(unit, "B1", to=BOB, not_before=later(30))

        assert await unit.outbox.next_due_at() == later(30)


async def test_messages_wait_for_a_person_out_of_reach(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        await put(unit, "A1")
        await unit.users.set_reachable(ALICE, False)
        assert await due(unit, now()) == []
        assert await unit.outbox.next_due_at() is None

        await unit.users.set_reachable(ALICE, True)
        assert await due(unit, now()) == ["A1"]


async def test_a_message_to_a_chat_nobody_met_is_due(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        await put(unit, "hello", to=999)

        assert await due(unit, now()) == ["hello"]


async def test_the_same_news_is_put_once(storage: Storage) -> None:
    async with storage.begin() as unit:
        first = await put(unit, "filled", key="fill:5:BTCUSDT:1")
        again = await unit.outbox.put(
            chat_id=BOB, user_id=BOB, kind="fill", text="filled", key="fill:5:BTCUSDT:1"
        )
        await unit.outbox.claim(first.id)
        await unit.outbox.sent(first.id, 1)
        later = await unit.outbox.put(
            chat_id=ALICE, user_id=ALICE, kind="fill", text="filled", key="fill:5:BTCUSDT:1"
        )

    assert again is later is None


async def merged(unit: Unit, text: str, *, to: int = ALICE, edits: int | None = None) -> Message:
    return await unit.outbox.merge(
        "order:9", chat_id=to, user_id=to, kind="order", text=text, edits=edits
    )


async def test_a_newer_word_replaces_one_that_waits(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        first = await merged(unit, "10 %")
        second = await merged(unit, "20 %")

        assert first.id == second.id
        assert await due(unit, now()) == ["20 %"]


async def test_a_newer_word_follows_one_under_way(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        first = await merged(unit, "10 %")
        await unit.outbox.claim(first.id)
        second = await merged(unit, "20 %")
        third = await merged(unit, "30 %")
        assert first.id != second.id == third.id

        await unit.outbox.sent(first.id, 7)
        assert await due(unit, now()) == ["30 %"]


async def test_the_newest_word_is_the_last_to_be_written_over_a_message(storage: Storage) -> None:
    async with storage.begin() as unit:
        first = await merged(unit, "10 %", edits=7)
        await put(unit, "the verdict: 10 %", edits=7)
        newest = await merged(unit, "20 %", edits=7)
        await put(unit, "another message", edits=8)
        await put(unit, "another chat", edits=7, to=BOB)
        again = await merged(unit, "30 %", edits=7)

    assert first.id < newest.id == again.id
    assert (first.text, again.text) == ("10 %", "30 %")


async def test_words_of_another_person_are_not_replaced(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        await merged(unit, "hers")
        await merged(unit, "his", to=BOB)

        assert await due(unit, now()) == ["hers", "his"]


async def test_what_may_have_arrived_keeps_its_words_and_is_marked(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        message = await put(unit, "10 %", merge_key="order:9")
        await unit.outbox.claim(message.id)
        await unit.outbox.retry(message.id, now(), ambiguous=True)
        await merged(unit, "20 %")

        (first,) = await unit.outbox.due(now(), 10)
    assert (first.text, first.repeated, first.attempts) == ("10 %", True, 1)


async def test_an_edit_is_never_a_repeat(storage: Storage, now: Callable[[], datetime]) -> None:
    async with storage.begin() as unit:
        message = await put(unit, "20 %", edits=7)
        await unit.outbox.claim(message.id)
        await unit.outbox.retry(message.id, now(), ambiguous=True)

        (again,) = await unit.outbox.due(now(), 10)
    assert not again.repeated


async def test_a_mark_stays_whatever_happens_next(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        message = await put(unit, "hello")
        for ambiguous in (True, False):
            await unit.outbox.claim(message.id)
            await unit.outbox.retry(message.id, now(), ambiguous=ambiguous)

        (again,) = await unit.outbox.due(now(), 10)
    assert (again.repeated, again.attempts) == (True, 2)


async def test_a_restart_takes_up_what_was_under_way(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        sending, editing = await put(unit, "send"), await put(unit, "edit", to=BOB, edits=7)
        await put(unit, "next")
        await unit.outbox.claim(sending.id)
        await unit.outbox.claim(editing.id)

        assert await unit.outbox.recover() == 2

        again = await unit.outbox.due(now(), 10)
    assert [(message.text, message.repeated) for message in again] == [
        ("send", True),
        ("edit", False),
    ]


async def test_what_is_finished_is_forgotten_and_what_is_not_stays(
    storage: Storage, now: Callable[[], datetime], wait: Callable[[float], None]
) -> None:
    async with storage.begin() as unit:
        sent, dead = await put(unit, "sent"), await put(unit, "dead", to=BOB)
        await put(unit, "waiting")
        await unit.outbox.claim(sent.id)
        await unit.outbox.sent(sent.id, 1)
        await unit.outbox.bury(dead.id, "chat not found")
        assert await unit.outbox.purge(now()) == 0
        wait(1)

        assert await unit.outbox.purge(now()) == 2
        assert await unit.outbox.counts() == {"pending": 1}


async def test_a_message_that_was_sent_is_neither_retried_nor_buried(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        message = await put(unit, "hello")
        await unit.outbox.claim(message.id)
        await unit.outbox.sent(message.id, 1)

        assert not await unit.outbox.retry(message.id, now(), ambiguous=True)
        assert not await unit.outbox.bury(message.id, "late")
        assert await unit.outbox.counts() == {"sent": 1}


async def test_finding_what_is_due_looks_at_unfinished_messages_alone(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    """What was sent stays for weeks: reading it each time would slow every message down."""
    async with storage.begin() as unit:
        head = await put(unit, "hello")
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        asked.append((sql, values))

    readers = storage._readers
    event.listen(readers.sync_engine, "before_cursor_execute", note)
    async with storage.read() as unit:
        await unit.outbox.due(now(), 10)
        await unit.outbox.queue(head, 10)
        await unit.outbox.next_due_at()
    event.remove(readers.sync_engine, "before_cursor_execute", note)

    chosen = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert len(chosen) == 3
    async with readers.connect() as connection:
        for sql, values in chosen:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            details = [row.detail for row in rows]
            steps = [one for one in details if one.split()[1] == "outbox"]
            assert not any("GROUP BY" in one for one in details)  # of all that waits, each time
            assert any("ix_outbox_unfinished" in step for step in steps)
            assert all("INDEX" in step or "PRIMARY KEY" in step for step in steps)


async def test_a_backlog_is_counted_no_further_than_asked(storage: Storage) -> None:
    async with storage.begin() as unit:
        for text in ("first", "second", "third"):
            await put(unit, text)
        await put(unit, "changed", edits=7)
        await put(unit, "to Bob", to=BOB)

        assert await unit.outbox.backlog(ALICE, 2) == 2
        assert await unit.outbox.backlog(ALICE, 9) == 3
        assert await unit.outbox.backlog(BOB, 9) == 1


async def test_the_queue_of_a_chat_is_in_order_and_without_changes(
    storage: Storage, now: Callable[[], datetime]
) -> None:
    async with storage.begin() as unit:
        done, head = await put(unit, "done"), await put(unit, "first")
        await put(unit, "changed", edits=7)
        await put(unit, "to Bob", to=BOB)
        for text in ("second", "third", "fourth"):
            await put(unit, text)
        await unit.outbox.claim(done.id)
        await unit.outbox.sent(done.id, 1)

        queue = await unit.outbox.queue(head, 3)
    assert [message.text for message in queue] == ["first", "second", "third"]
