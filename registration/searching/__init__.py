"""Finding a section: an index in memory, filters, what the rules say of each hit, and who waits for a seat."""
