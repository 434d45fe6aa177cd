"""A small HTTP client over kept connections: many requests in flight at little cost to the machine they share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = "x" * 32  # the cookie and the field of one form hold the same secret; Django asks no more of them


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    session: str = ""
    body: bytes = b""
    htmx: bool = False

    def raw(self, host: str) -> bytes:
        head = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        head.append(f"Cookie: csrftoken={TOKEN}" + (f"; sessionid={self.session}" if self.session else ""))
        if self.htmx:
            head.append("HX-Request: true")
        if self.body:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


def post(path: str, session: str, fields: Iterable[tuple[str, object]], *, htmx: bool = False) -> Request:
    body = urlencode([("csrfmiddlewaretoken", TOKEN), *((k, str(v)) for k, v in fields)]).encode()
    return Request("POST", path, session, body, htmx)


def send(port: int, requests: Iterable[Request], in_flight: int) -> list[Answer]:
    """The answers in the order of the requests, with at most `in_flight` of them under way at once."""
    with ThreadPoolExecutor(1) as apart:  # the thread of a browser test has a loop of its own already
        return apart.submit(asyncio.run, _send(port, list(requests), in_flight)).result()


async def _send(port: int, requests: list[Request], in_flight: int) -> list[Answer]:
    answers: list[Answer | None] = [None] * len(requests)
    todo = iter(enumerate(requests))

    async def worker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for n, request in todo:
            if writer.is_closing():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            answers[n] = await _one(reader, writer, request.raw(f"127.0.0.1:{port}"))
        writer.close()

    # every connection stands before the first request leaves, so that a burst is one
    count = min(in_flight, len(requests))
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    await asyncio.wait_for(asyncio.gather(*(worker(*connection) for connection in connections)), timeout=300)
    return [answer for answer in answers if answer is not None]


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, raw: bytes) -> Answer:
    started = time.perf_counter()
    writer.write(raw)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    if headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    if headers.get("connection", "").lower() == "close":
        writer.close()
    return Answer(int(head[0].split()[1]), headers, body, time.perf_counter() - started)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).strip(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
