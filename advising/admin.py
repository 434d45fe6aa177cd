"""Admin of what staff follow after students registered."""

from . import changed_sections

__all__ = ["changed_sections"]
