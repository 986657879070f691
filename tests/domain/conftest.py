import pytest

from tests.domain.story import Story, new_story


@pytest.fixture
def story() -> Story:
    return new_story()
