"""Grade entry: by class list on a page, by rows for whoever imports them; standing follows at once."""
