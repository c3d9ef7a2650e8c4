from service.enumeration import enumerations


def lists(text: str) -> set[str]:
    return {found.span.of(text) for found in enumerations(text, "en")}


def test_a_list_begins_after_what_leads_it_in() -> None:
    assert "trade, import bases and port windows" in lists(
        "build platforms, namely trade, import bases and port windows."
    )


def test_and_within_an_item_does_not_end_the_list() -> None:
    text = "build four platforms, namely for trade and logistics, import bases, and port gateways."
    assert "trade and logistics, import bases, and port gateways" in lists(text)


def test_two_places_are_a_list() -> None:
    assert "Zhundong and Mori" in lists("advance the building of two new energy bases in Zhundong and Mori")


def test_what_such_as_leads_in_is_a_list_of_its_own() -> None:
    text = "continue campaigns and festivals for goods such as cars and home appliances, and organize more events."
    assert "cars and home appliances" in lists(text)


def test_a_list_begins_anew_at_its_verb() -> None:
    text = 'solve "three problems and one obstruction", vigorously develop rural tourism, red tourism and study tourism'
    assert "rural tourism, red tourism and study tourism" in lists(text)
