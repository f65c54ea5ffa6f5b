"""What all figures share: style, pages, panels."""
