"""Places brought in from a file that another program wrote, into one layer.

file -> given (as it stands) -> fields (whose column is what) -> positions (WGS 84) -> matching
(which place is meant) -> plan (what to add, change and leave) -> the layer's canonical text.
Each step is told every fault that it finds; nothing is guessed that a person can say.
"""
