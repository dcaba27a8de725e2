"""For tests, benches and plug-in authors: contract suites and sessions made without a model."""
