"""What people see in a browser: each handler reads the address, asks the store and search, and renders one view."""
