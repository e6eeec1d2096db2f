"""What answers are made of, as JSON Schema."""

from hubbub.doors.mastodon.kinds import endpoints, entities, schema, schemas


def test_every_entity_and_every_endpoint_can_be_read():
    assert len(entities()) > 80
    assert len(endpoints()) >= 257
    assert set(schemas()) == set(entities()) > {"Status", "Error"}
    assert all(schema(kind) for *_, kind in endpoints())


def test_each_sign_has_its_meaning():
    assert schema("[Tag]") == {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}}
    assert schema("int?") == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert schema("map<[str]>")["additionalProperties"] == {"type": "array", "items": {"type": "string"}}
    assert schema("enum(home/public)")["enum"] == ["home", "public"]
    assert len(schema("Status|ScheduledStatus")["anyOf"]) == 2
    assert schema("{a:str, b~:bool}")["required"] == ["a"]
    assert set(schema("{…StatusTag, more:int}")["properties"]) == {"name", "url", "more"}
