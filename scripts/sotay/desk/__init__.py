"""The desk: changes for people without git, over a bare repository.

A change is a branch. What is published is the branch that HEAD of the repository names; it moves by approval alone.
"""
