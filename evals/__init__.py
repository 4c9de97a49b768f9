"""How often is it right, does each citation support its claim, does it abstain when it should?"""
