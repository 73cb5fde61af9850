"""Every rendering: moment and slots become text in a language, plain and as HTML.

``texts`` is what a text in ``prompts/`` can be, ``keys`` which texts the code asks for, ``names``
makes what people typed harmless, ``render`` puts them together.
"""
