"""Papers of a final registration: what they say, how they are set, the code on each, and what a code tells later.

content.py reads what a paper says, layout.py puts it in words, typesetting.py makes the PDF; issuing.py gives it a code and
verifying.py answers for one.
"""
