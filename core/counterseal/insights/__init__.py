"""Figures for people, from the ledger: volume, time to decide, rates and their drift, load, and how one decides."""
