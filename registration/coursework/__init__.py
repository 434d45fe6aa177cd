"""Courses to read about: who may take a section, what a course asks for, what it may count as."""
