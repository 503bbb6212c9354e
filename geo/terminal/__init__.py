"""What a person sees at a terminal: progress while it runs, faults at its end."""
