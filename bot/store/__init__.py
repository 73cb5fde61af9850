"""The only door to the database: what Kring keeps of the structure of conversations, sealed.

``store`` is the door itself, ``unit`` collects what one sync answer changes, ``tables`` is the
schema and ``migrations`` how a database gets it, ``sealing`` the keys, ``codec`` values as bytes.
"""
