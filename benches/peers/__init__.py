"""The engines that a user would pick instead, each loaded with the same rows and tuned as its makers advise.

A peer has a `name`, says with `can(work)` what it can be asked, and answers with `ask(work, question)`: a count, a
dictionary of counts by district, the ids of a list, or the sum of the counts on a tile.
"""
