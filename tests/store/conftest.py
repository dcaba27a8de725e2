"""What the tests of kept things share."""

import pytest

pytest.register_assert_rewrite("fabula.testing.contracts")
