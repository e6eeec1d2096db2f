"""The worker: does what was promised.

A claim is a lease by the database's clock with a fencing number: whoever comes back after the lease has run out finds
that the row no longer carries its number, and its transaction fails. What keeps failing is parked with its trace.
"""

import asyncio
import logging
import random
import time
import traceback
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from . import queue
from .clock import now
from .db import Db, Tx
from .errors import Unavailable
from .jobs import PATIENCE, TICKS, WORKS, Held, Journey, Work, journey
from .queue import HEADS, Claim, LaneClaim

log = logging.getLogger("hubbub.worker")

HEARTBEAT = 3.0
AT_ONCE = 24
LANES_AT_ONCE = 64
# Lanes that failed when they were tried last have places of their own: no lane that goes on ever waits for them.
KNOCKS_AT_ONCE = 16
# What has waited outside for longer than this (seconds) leaves its place: a fifth of all hosts may swallow what is sent
# to them, and the rest not notice. What is slow because we are does not, or being slow would make us slower.
LINGERS = 0.05
# More than strangers can have us ask of one server at a time (`doors.fediverse.fetching`), so that none stops the rest.
JOBS_AT_MOST = 400
LANES_AT_MOST = 1000
KNOCKS_AT_MOST = 300
# How many jobs share a transaction: small enough that they hold no row for long.
TOGETHER = 32
# After a call the worker waits so long for what else comes: a claim for each job would cost more than the jobs.
GATHER = 0.006
LONGEST_BACK_OFF = timedelta(hours=6)
# A lane that has failed for so long is tried no more than once a day.
HELD_AFTER = timedelta(days=7)
HELD_PAUSE = timedelta(days=1)
# A bug of ours at a lane's head is tried this often before the lane goes on without it.
POISON = 5


class Fenced(Exception):
    """This worker's lease had run out and another has the work now."""


def back_off(tries: int, most: timedelta = LONGEST_BACK_OFF) -> timedelta:
    """5 s, 10 s, 20 s … to six hours or `most`, each spread by a quarter so that retries do not march in step."""
    wait = min(timedelta(seconds=5 * 2 ** min(tries - 1, 20)), most)
    return wait * random.uniform(0.875, 1.125)  # noqa: S311


@dataclass(slots=True)
class Worker:
    db: Db
    at_once: int = AT_ONCE
    lanes_at_once: int = LANES_AT_ONCE
    knocks_at_once: int = KNOCKS_AT_ONCE
    lingers: float = LINGERS
    running: dict[int, Claim] = field(default_factory=dict)
    lanes: dict[str, LaneClaim] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    _others: queue.Others = field(default_factory=queue.Others)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    _jobs: dict[asyncio.Task[None], Journey] = field(default_factory=dict)
    _trips: dict[asyncio.Task[None], Journey] = field(default_factory=dict)  # those of lanes
    _knocks: dict[asyncio.Task[None], Journey] = field(default_factory=dict)  # those of lanes that failed last

    async def run(self) -> None:
        """Work until stopped; then finish what is in hand."""
        ears = asyncio.create_task(self.db.listen(lambda _: self.woken.set()))
        beat = asyncio.create_task(self._heartbeat())
        try:
            while not self.stopping:
                try:
                    await self._start_due()
                except Unavailable as problem:
                    log.warning("the database does not answer: %s", problem)
                    await asyncio.sleep(0.5)
                    continue
                await self._rest()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=8)
        finally:
            for task in (ears, beat):
                task.cancel()

    def stop(self) -> None:
        self.stopping = True
        self.woken.set()

    async def settle(self) -> None:
        """Do everything that is due, and what comes of it, until nothing is."""
        while await self._start_due() or self._tasks:
            if self._tasks:
                await asyncio.gather(*self._tasks)

    async def _start_due(self) -> int:
        self.woken.clear()
        started = await self._tick()
        await self._others.look(self.db, WORKS.values(), self.running)
        if (jobs := self._rooms[0]) > 0:
            started += await self._start_jobs(jobs * 4)
        return started + await self._start_lanes(*(max(room, 0) for room in self._rooms[1:]))

    @property
    def _tasks(self) -> list[asyncio.Task[None]]:
        return [*self._jobs, *self._trips, *self._knocks]

    @property
    def _rooms(self) -> tuple[int, int, int]:
        """How many more may begin: jobs, lanes, and lanes that failed last."""
        return (min(self.at_once - self._busy(self._jobs), JOBS_AT_MOST - len(self._jobs)),
                min(self.lanes_at_once - self._busy(self._trips), LANES_AT_MOST - len(self._trips)),
                min(self.knocks_at_once - self._busy(self._knocks), KNOCKS_AT_MOST - len(self._knocks)))

    def _busy(self, tasks: dict[asyncio.Task[None], Journey]) -> int:
        long_ago = time.monotonic() - self.lingers
        return sum(each.since is None or each.since > long_ago for each in tasks.values())

    async def _start_jobs(self, most: int) -> int:
        # In the order of the promises, since an UPDATE gives its rows in any: what was said first is told first.
        claims = sorted(await self.db.at_once(queue.CLAIM, now=now(), most=most, but=self._others.kinds),
                        key=lambda claim: claim.id)
        self.running |= {claim.id: claim for claim in claims}
        for lot in queue.lots(claims, TOGETHER):
            self._spawn(self._in_one_go(lot), self._jobs)
        return len(claims)

    async def _start_lanes(self, most: int, knocks: int) -> int:
        heads: dict[LaneClaim, list[Claim]] = {}
        for row in await self.db.at_once(queue.CLAIM_LANES, now=now(), most=most, knocks=knocks):
            lane = LaneClaim(row.lane, row.fence, row.added_count, row.failure_count, row.failing_since)
            jobs = heads.setdefault(lane, [])
            if row.job is not None:
                jobs.append(Claim(row.job, row.name, row.args, row.tries, row.fence))
        for lane, jobs in heads.items():
            self.lanes[lane.name] = lane
            self._spawn(self._work_off(lane, jobs), self._trips if lane.failing_since is None else self._knocks)
        return len(heads)

    def _spawn(self, coroutine: Any, among: dict[asyncio.Task[None], Journey]) -> None:
        under_way, context = Journey(), copy_context()
        context.run(journey.set, under_way)
        task = asyncio.create_task(coroutine, context=context)
        among[task] = under_way
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._jobs.pop(task, None)
        self._trips.pop(task, None)
        self._knocks.pop(task, None)
        self.woken.set()

    async def _rest(self) -> None:
        """Sleep till something is said, something is due, or a place is left; a second at most."""
        rooms = self._rooms
        wait = self.lingers if min(rooms) <= 0 else 1.0
        with suppress(Unavailable):
            due = await self.db.one(queue.NEXT_DUE)
            for at, room in zip((due.jobs, due.lanes, due.knocks), rooms, strict=True):
                if at is not None and room > 0:
                    wait = min(max((at - now()).total_seconds(), LINGERS if self._others.kinds else GATHER), wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), wait)
            await asyncio.sleep(LINGERS if self._others.kinds else GATHER)

    async def _heartbeat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            running, lanes = list(self.running.values()), list(self.lanes.values())
            if running or lanes:
                with suppress(Unavailable):
                    async with self.db.write() as tx:
                        await tx.run(
                            queue.EXTEND, ids=[c.id for c in running], fences=[c.fence for c in running],
                            lanes=[x.name for x in lanes], lane_fences=[x.fence for x in lanes],
                        )

    async def _tick(self) -> int:
        took = 0
        for name, (interval, work) in TICKS.items():
            if (due := _tick_due.get((id(self.db), name))) is not None and due > now():
                continue
            _tick_due[id(self.db), name] = now() + interval / 4
            async with self.db.write() as tx:
                await tx.run(queue.OPEN_TICKS, names=[name], now=now())
                if await tx.maybe(queue.TAKE_TICK, name=name, now=now(), next=now() + interval):
                    try:
                        async with tx.part():
                            await work.do(tx, {})
                        took += 1
                    except Unavailable:
                        raise
                    except Exception:
                        log.exception("%s failed", name)
        return took

    async def _in_one_go(self, claims: list[Claim]) -> None:
        """Jobs of a kind; those on our own rows one lot at a time: in order, and none waits for the rows of another.

        What one room tells goes by one turn, whatever it is: what was taken back must not overtake what it takes back.
        """
        work = WORKS.get(claims[0].name)
        if work is None or not work.transactional:
            return await self._together(claims)
        async with self._turns.setdefault(work.turn, asyncio.Lock()):
            await self._together(claims)

    async def _together(self, claims: list[Claim]) -> None:
        """In one transaction, which costs one commit; if any fails, each in one of its own."""
        if len(claims) == 1:
            await self._do(claims[0])
            return
        try:
            async with self.db.write() as tx:
                mine = set(await tx.all(queue.FINISH_ALL, ids=[c.id for c in claims], fences=[c.fence for c in claims]))
                await WORKS[claims[0].name].do(tx, *(claim.args for claim in claims if claim.id in mine))
        except Exception as problem:
            log.info("%s jobs are done one by one, %s: %s", len(claims), claims[0].name, problem)
            for claim in claims:
                await self._do(claim)
        finally:
            for claim in claims:
                self.running.pop(claim.id, None)

    async def _do(self, claim: Claim) -> None:
        work = WORKS.get(claim.name)
        try:
            if work is None:
                raise LookupError(f"no work is called {claim.name}")
            if work.transactional:
                async with self.db.write() as tx:
                    await self._finish(tx, claim)
                    await work.do(tx, claim.args)
            else:
                await work.do(self.db, claim.args)
                async with self.db.write() as tx:
                    await self._finish(tx, claim)
        except Fenced:
            log.warning("%s %s was taken over by another worker", claim.name, claim.id)
        except Unavailable as problem:
            log.warning("%s %s waits: %s", claim.name, claim.id, problem)
            self._others.unsure()
        except Exception as problem:
            await self._failed(claim, work, problem)
        finally:
            self.running.pop(claim.id, None)

    async def _finish(self, tx: Tx, claim: Claim) -> None:
        if not await tx.maybe(queue.FINISH, id=claim.id, fence=claim.fence):
            raise Fenced

    async def _failed(self, claim: Claim, work: Work[Any] | None, problem: Exception) -> None:
        if work is not None and work.split is not None:
            log.info("%s is split: %s", claim.name, problem)
            with suppress(Unavailable, Fenced):
                async with self.db.write() as tx:
                    await self._finish(tx, claim)
                    await work.split(tx, claim.args)
            return
        wait = problem.wait if isinstance(problem, Held) else back_off(claim.tries)
        last = claim.tries >= (work.tries if work else 1)
        park = last and not isinstance(problem, Held)  # that others are away is nothing that got stuck here
        trace = "".join(traceback.format_exception(problem))[-4000:]
        log.log(logging.ERROR if park else logging.INFO, "%s failed%s: %s", claim.name,
                " and is parked" if park else "", problem, exc_info=problem if park else None)
        with suppress(Unavailable):
            async with self.db.write() as tx:
                if last and not park:
                    await tx.maybe(queue.FINISH, id=claim.id, fence=claim.fence)
                    return
                await tx.run(queue.FAIL, id=claim.id, fence=claim.fence, error=trace, again=now() + wait, park=park)

    async def _work_off(self, lane: LaneClaim, heads: list[Claim]) -> None:
        """The lane's jobs in their order, until they are done or one fails."""
        try:
            for head in heads:
                went_on, done = await self._carry(lane, head)
                if not went_on:
                    return
                rests = self.stopping or head is heads[-1]
                await self._step(lane, done, rests, head is heads[-1] and len(heads) < HEADS)
                if rests:
                    return
            if not heads:
                await self._step(lane, None, True, True)
        except Fenced:
            log.warning("lane %s was taken over by another worker", lane.name)
        except Unavailable as problem:
            log.warning("lane %s waits: %s", lane.name, problem)
        finally:
            self.lanes.pop(lane.name, None)

    async def _step(self, lane: LaneClaim, done: int | None, rests: bool, empty: bool) -> None:
        step = queue.Step(lane.name, lane.fence, done, rests, lane.added_count if empty else -1)
        if lane.name not in await queue.steps.add(self.db, step):
            raise Fenced

    async def _carry(self, lane: LaneClaim, head: Claim) -> tuple[bool, int | None]:
        """Whether the lane goes on after its head, and the job that is done."""
        work = WORKS.get(head.name)
        try:
            if work is None:
                raise LookupError(f"no work is called {head.name}")
            await work.do(self.db, head.args)
        except Unavailable:
            raise
        except Held as problem:
            await self._lane_waits(lane, head, problem, problem.wait, problem.most)
            return False, None
        except Exception as problem:
            if head.tries + 1 < POISON:
                await self._lane_waits(lane, head, problem)
                return False, None
            trace = "".join(traceback.format_exception(problem))[-4000:]
            log.error("%s in lane %s is parked: %s", head.name, lane.name, problem, exc_info=problem)
            async with self.db.write() as tx:
                if not await tx.maybe(queue.LANE_PARK, id=head.id, fence=lane.fence, error=trace):
                    raise Fenced from None
            return True, None
        return True, head.id

    async def _lane_waits(
        self, lane: LaneClaim, head: Claim, problem: Exception, least: timedelta = timedelta(),
        most: timedelta | None = None,
    ) -> None:
        wait = max(least, back_off(lane.failure_count + 1, most or LONGEST_BACK_OFF))
        if lane.failing_since is not None and now() - lane.failing_since > HELD_AFTER:
            wait = max(wait, back_off(99, HELD_PAUSE))
        patience = WORKS[head.name].patience if head.name in WORKS else PATIENCE
        await queue.waits.add(self.db, queue.Wait(
            lane.name, lane.fence, head.id, str(problem)[:500], now() + wait, now() - patience))


_tick_due: dict[tuple[int, str], datetime] = {}
