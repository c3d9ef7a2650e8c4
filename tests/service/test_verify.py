from service.verify import Source, unsupported

QUOTE = Source("实施农村清洁取暖改造4.5万户，新建5G基站1000个以上", "zh")


def test_a_figure_is_carried_by_its_value_in_either_language() -> None:
    assert not unsupported("45,000 households and at least 1,000 base stations", "en", [QUOTE])
    assert not unsupported("4.5万户", "zh", [QUOTE])


def test_a_slip_of_scale_is_rejected() -> None:
    assert unsupported("4,500 households", "en", [QUOTE])


def test_a_dropped_bound_is_rejected() -> None:
    assert unsupported("1,000 base stations", "en", [QUOTE])


def test_digits_that_are_no_quantity_must_stand_in_the_quote_too() -> None:
    assert unsupported("the G331 road", "en", [QUOTE])
    assert not unsupported("the G331 road", "en", [Source("G331线", "zh")])
