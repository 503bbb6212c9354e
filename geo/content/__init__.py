"""The content of one folder as typed values and tables: project, places, facts, areas, articles."""
