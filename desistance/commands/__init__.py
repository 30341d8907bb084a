"""One module a verb: `add_arguments(parser)` and `run(args) -> int`. A verb is loaded when it is asked for."""
