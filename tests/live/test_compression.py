"""Any gzip reader understands what was put together from parts."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from edcamp.live.compression import gzipped, gzipped_around, part

texts = st.binary(max_size=200).map(lambda data: data * 7)


@given(parts=st.lists(texts, max_size=4), rest=texts, level=st.integers(1, 9))
def test_parts_make_one_member(parts: list[bytes], rest: bytes, level: int) -> None:
    packed = gzipped([part(plain, level) for plain in parts], rest)
    assert gzip.decompress(packed) == b"".join(parts) + rest


@given(before=texts, shared=st.lists(st.binary(min_size=1), max_size=3), after=texts, level=st.integers(1, 9))
def test_what_is_shared_is_found_wherever_it_stands(
    before: bytes, shared: list[bytes], after: bytes, level: int
) -> None:
    whole = before + b"|".join(shared) + after
    parts = [part(plain, 9) for plain in (b"not in it \xff\x00", *shared)]
    assert gzip.decompress(gzipped_around(parts, whole, level)) == whole


def test_what_is_shared_is_taken_as_it_was_compressed() -> None:
    style = part(bytes(range(256)) * 20, 9)
    assert style.deflated in gzipped_around([style], b"<style>" + style.plain + b"</style>", 4)
