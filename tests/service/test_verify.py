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


def test_what_has_no_one_number_must_stand_in_the_quote_as_it_is() -> None:
    assert not unsupported("“十五五”受益几十万人", "zh", [Source("“十五五”期间，受益几十万人", "zh")])
    assert unsupported("受益几十万人", "zh", [Source("受益几百万人", "zh")])
    assert unsupported("受益十万人", "zh", [Source("受益几十万人", "zh")])


def test_a_number_in_parts_supports_none_of_its_parts() -> None:
    quote = Source("全球销量为11万7015辆", "zh")
    assert unsupported("销量为7015辆", "zh", [quote])
    assert unsupported("销量为11万辆", "zh", [quote])
    assert not unsupported("117,015 vehicles", "en", [quote])
