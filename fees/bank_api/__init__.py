"""The web service for the collecting bank: what a student owes, payments reported and taken back, a day's count.

docs/bank-api.md tells a bank's programmers; the description by OpenAPI is at /api/bank/schema/.
"""
