"""The English pages show the same dates. The month never comes first: 09/02 would be two different days."""

from config.formats.tr.formats import (
    DATE_INPUT_FORMATS,
    DATETIME_INPUT_FORMATS,
    SHORT_DATE_FORMAT,
    SHORT_DATETIME_FORMAT,
)

__all__ = ["DATETIME_INPUT_FORMATS", "DATE_INPUT_FORMATS", "SHORT_DATETIME_FORMAT", "SHORT_DATE_FORMAT"]
