"""Tests of the law: dialogues, and rules that hold whatever happens."""
