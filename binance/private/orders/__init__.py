"""What orders have in common across products; spot's and margin's rest in the same books."""
