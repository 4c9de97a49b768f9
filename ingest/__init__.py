"""From a URL or a file to the index: source → snapshot → document → passage."""
