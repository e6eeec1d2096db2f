"""The contract can be read whole, and sees what is wrong with an answer."""

from .contract import _check, endpoints, entities, faults, returns

TAG = {"id": "1", "name": "bread", "url": "https://one.test/tags/bread", "history": []}


def test_every_entity_and_every_endpoint_can_be_read():
    assert len(entities()) > 80
    assert len(endpoints()) >= 257
    for kind in [*entities().values(), *(kind for *_, kind in endpoints())]:
        list(_check(kind)({}, ""))


def test_an_answer_that_fits_has_no_faults():
    assert faults("GET", "/api/v1/tags/bread", 200, TAG) == []
    assert faults("GET", "/api/v1/followed_tags", 200, [TAG, TAG | {"following": True}]) == []


def test_each_kind_of_fault_is_seen():
    for given, why in (
        (TAG | {"id": 1}, "is no str"), ({**TAG, "history": None}, "is no list"), ([], "is no mapping"),
        (TAG | {"history": [{"accounts": "1", "day": "0"}]}, "uses is missing"), (TAG | {"following": "yes"}, "bool"),
        (TAG | {"url": "javascript:alert(1)"}, "is no url"),
    ):
        assert why in " ".join(faults("GET", "/api/v1/tags/bread", 200, given))
    assert faults("GET", "/api/v1/tags/bread", 404, {}) == ["/api/v1/tags/bread: no error is said"]
    marker = {"home": {"last_read_id": "1", "version": 1, "updated_at": "2026-11-22T10:00:00Z"}}
    assert "is no dt" in faults("GET", "/api/v1/markers", 200, marker)[0]


def test_plain_addresses_come_before_those_with_a_name_in_them():
    assert returns("GET", "/api/v1/accounts/search") == "[Account]"
    assert returns("GET", "/api/v1/accounts/7") == "Account"
    assert returns("PATCH", "/api/v1/lists/7") == returns("PUT", "/api/v1/lists/7") == "List"
    assert returns("GET", "/somewhere") is None
