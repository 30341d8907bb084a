"""What people on IOM and those who work with them say: asked, made sense of, taken to those who decide, answered."""
