"""Tessera's library: what a person holds, joined to where it counts. Knows neither crawling nor screens."""
