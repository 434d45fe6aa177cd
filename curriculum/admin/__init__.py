"""Admin of the offering; base.py is what the admin of every app is built on."""

from . import catalogue, help, notices, proposals, sections

__all__ = ["catalogue", "help", "notices", "proposals", "sections"]
