"""What leaves the screen: one document, made from a view, that every format writes out."""
