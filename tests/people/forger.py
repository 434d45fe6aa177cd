"""A provider of OpenID Connect on this computer that says whatever a test lets it say: a real one says nothing wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}) for _ in range(2))
SHARED_KEY = OctKey.generate_key(256, {"kid": "2", "use": "sig"})


class Forger(ThreadingHTTPServer):
    """`id_token` is what it gives for any code; `userinfo` what it tells when asked, nothing where it has no such page."""

    id_token: str | None = None
    userinfo: dict[str, Any] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def says(self, path: str) -> dict[str, Any]:
        if path == "/token":
            signed = {"id_token": self.id_token} if self.id_token else {}
            return {"access_token": "x", "token_type": "Bearer"} | signed
        if path == "/keys":
            return {"keys": [KEY.as_dict(private=False), SHARED_KEY.as_dict(private=True)]}
        if path == "/userinfo":
            return self.userinfo or {}
        asked = {"userinfo_endpoint": f"{self.address}/userinfo"} if self.userinfo is not None else {}
        return asked | {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }

    def sign(self, nonce: str, key: RSAKey | OctKey = KEY, alg: str = "RS256", **wrong: Any) -> None:
        """Give out a token that is right but for what is wrong with it; None leaves a claim out."""
        now = int(time.time())
        right = {"iss": self.address, "aud": "ders-kaydi", "sub": "7", "preferred_username": "e250123"}
        claims = right | {"nonce": nonce, "iat": now, "exp": now + 300} | wrong
        said = {name: value for name, value in claims.items() if value is not None}
        self.id_token = jwt.encode({"alg": alg, "kid": key.kid}, said, key, algorithms=[alg])


class _Answer(BaseHTTPRequestHandler):
    server: Forger

    def do_GET(self) -> None:
        body = json.dumps(self.server.says(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """What was asked is nobody's news."""


@contextmanager
def forger() -> Iterator[Forger]:
    with Forger(("127.0.0.1", 0), _Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
