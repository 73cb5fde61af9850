"""The planning language, in Dutch and English: "elke derde donderdag 19:30", "on 12 January at 2 pm".

``vocabulary`` are its words, ``tokens`` cuts a line into them, ``clauses`` are what can be said,
``reading`` reads a whole line, ``meaning`` makes a rule of it, given what day it is. What is read is
written back in words by ``bot.words.rhythm``, and that reads as the same rule again.
"""
