"""What every screen shares: environment, layout, forms, tags, charts and assets."""
