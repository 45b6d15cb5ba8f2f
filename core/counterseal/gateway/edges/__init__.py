"""Protocols that agents' programs speak already, each spoken here at an address of its own.

They stand on the same steps as ``/v1/actions``: policy, a person's signed decision, a permit just before the effect.
"""
