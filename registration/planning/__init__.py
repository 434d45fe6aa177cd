"""The plan (sepet): what a student means to take, judged by the student's own opening and taken with one press."""
