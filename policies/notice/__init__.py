"""What the storefront shows when a change is material."""
