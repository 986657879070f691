"""Somebody who acts by HTTP alone, for tests in whose thread no event loop can run."""

import json
import secrets
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

WITHIN_S = 20


class Program:
    def __init__(self, camp: str) -> None:
        self.camp = camp
        self._http = build_opener(HTTPCookieProcessor(CookieJar()))
        self._client = f"program-{secrets.token_hex(8)}"
        self._n = 0

    def join(self, name: str) -> "Program":
        self._open(f"{self.camp}/join", {"name": name})
        return self

    def organize(self, link: str, name: str) -> "Program":
        self._open(link, {"name": name})
        return self

    def ask(self, *commands: dict[str, Any]) -> None:
        """Sends commands; all of them are done."""
        numbered = []
        for command in commands:
            self._n += 1
            numbered.append({"n": self._n, "command": command})
        body = json.dumps({"client": self._client, "commands": numbered}).encode()
        answer = json.loads(self._open(f"{self.camp}/commands", body))
        assert [ack["ok"] for ack in answer["acks"]] == [True] * len(commands), answer

    def propose(self, ident: str, title: str, *, kind: str = "lead", tags: tuple[str, ...] = ()) -> None:
        self.ask({"do": "propose-topic", "topic": ident, "kind": kind, "title": title, "tags": tags})

    def get(self, path: str) -> bytes:
        return self._open(f"{self.camp}/{path}")

    def post(self, path: str, body: dict[str, Any]) -> bytes:
        return self._open(f"{self.camp}/{path}", json.dumps(body).encode())

    def documents(self, audience: str = "public") -> dict[str, Any]:
        """The camp's documents, as a fresh client is given them."""
        if audience == "public":
            found: dict[str, Any] = json.loads(self._open(f"{self.camp}/state.json"))["put"]
            return found
        answer = json.loads(self._open(f"{self.camp}/poll?wait=0"))
        [delta] = [delta for delta in answer["deltas"] if delta["aud"] == audience]
        put: dict[str, Any] = delta["put"]
        return put

    def publish(self, *placements: tuple[str, str, str]) -> None:
        """Puts topics into empty cells, (topic, slot, room), and shows the draft to everybody."""
        self.ask(*({"do": "place-topic", "topic": t, "slot": s, "room": r} for t, s, r in placements))
        self.ask({"do": "publish", "based_on": self.documents("organizers")["draft"]["seq"]})

    def _open(self, url: str, body: bytes | dict[str, str] | None = None) -> bytes:
        data = urlencode(body).encode() if isinstance(body, dict) else body
        with self._http.open(Request(url, data), timeout=WITHIN_S) as response:  # noqa: S310 - addresses of our own server
            answer: bytes = response.read()
            return answer
