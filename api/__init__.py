"""What faces outward: the web application, its pages, sign-in, and the command line."""
