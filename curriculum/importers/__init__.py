"""Files of a university's old system, read into the curriculum: offerings, the catalogue, curricula, departments.

Every importer works alike. It reads the whole file first and raises ImportProblem at anything that makes the file
untrustworthy; single rows that cannot be used are left out and noted. It compares what the file states with what is
there and writes the difference in bulk, in one transaction, so that importing a file again changes nothing.
"""
