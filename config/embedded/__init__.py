"""PostgreSQL and Valkey from wheels, for development, tests and small installations.

Named as a Django database engine (base.py), so that the server is started by the first connection that needs one.
"""
