"""What every command shares: options, mistakes, printing, progress."""
