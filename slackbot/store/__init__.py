"""Edge: what must survive. One small store per noun, over one database."""
