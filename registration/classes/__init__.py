"""Class lists: who sits in a section, for who teaches it and who keeps its unit."""
