"""The pages of the web app, one module a page; HTML is made in Python from escaped text."""
