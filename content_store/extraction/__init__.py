"""What is in a file: its kind, its text page by page, a small picture of its first page.

Files come from anywhere, and the libraries that read them trust them. So all of that runs in a process of its own
(``python -m content_store.extraction``) with little memory, little time, and nothing else to lose.
"""
