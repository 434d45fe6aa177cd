"""People's tables: students, transcripts, advisors, holds, accounts. Reading and running stand in curriculum.importers.

Each writer takes the rows of its table, tells the table of those it cannot use, and writes the others in bulk. An empty
cell says nothing: a new row gets its default, an old one keeps what it has.
"""
