"""Django's PostgreSQL backend on the embedded server."""

from typing import Any

from django.db.backends.postgresql import base

from . import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        server = postgres.ensure()
        self.settings_dict |= {"HOST": "127.0.0.1", "PORT": server.port, "USER": "portal", "PASSWORD": server.password}
        return super().get_connection_params()
