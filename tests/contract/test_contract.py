"""The contract can be read whole, and sees what is wrong with an answer."""

from .contract import faults, returns

TAG = {"id": "1", "name": "bread", "url": "https://one.test/tags/bread", "history": []}


def test_an_answer_that_fits_has_no_faults():
    assert faults("GET", "/api/v1/tags/bread", 200, TAG) == []
    assert faults("GET", "/api/v1/followed_tags", 200, [TAG, TAG | {"following": True}]) == []


def test_each_kind_of_fault_is_seen():
    for given, why in (
        (TAG | {"id": 1}, 'id: 1 is not of type "string"'), ({**TAG, "history": None}, 'not of type "array"'),
        ([], 'not of type "object"'), (TAG | {"history": [{"accounts": "1", "day": "0"}]}, '"uses" is a required'),
        (TAG | {"following": "yes"}, "following:"), (TAG | {"url": "javascript:alert(1)"}, "does not match"),
    ):
        assert why in " ".join(faults("GET", "/api/v1/tags/bread", 200, given))
    assert '"error" is a required' in faults("GET", "/api/v1/tags/bread", 404, {})[0]
    marker = {"home": {"last_read_id": "1", "version": 1, "updated_at": "2026-11-22T10:00:00Z"}}
    assert "does not match" in faults("GET", "/api/v1/markers", 200, marker)[0]


def test_plain_addresses_come_before_those_with_a_name_in_them():
    assert returns("GET", "/api/v1/accounts/search") == "[Account]"
    assert returns("GET", "/api/v1/accounts/7") == "Account"
    assert returns("PATCH", "/api/v1/lists/7") == returns("PUT", "/api/v1/lists/7") == "List"
    assert returns("GET", "/somewhere") is None
