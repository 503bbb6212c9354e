"""What every run needs before it knows any content: requirements, locks, files, memory, git."""
