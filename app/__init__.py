"""The doors: command line, web page and REST API. They decide nothing; nothing imports them."""
