"""Two Hubbubs, last: feelings across them, and threads made whole."""

from tests.served import Served, eventually

from .test_across import at_home, found


def follows(near: Served, token: str, name: str, far: Served) -> str:
    """Follow somebody of the other server, whose number here it gives."""
    there = found(near, token, f"@{name}@{far.domain}")["id"]
    near.post(f"/api/v1/accounts/{there}/follow", token)
    eventually(lambda: stands(near, token, there))
    return str(there)


def stands(near: Served, token: str, there: str) -> bool:
    return bool(near.get(f"/api/v1/accounts/relationships?id[]={there}", token)[0]["following"])


def test_a_feeling_is_shown_there_and_taken_back(one: Served, two: Served):
    fay, guy = one.person("fay"), two.person("guy")
    follows(two, guy, "fay", one)
    status = one.post("/api/v1/statuses", fay, status="We have a boat")
    there = eventually(at_home(two, guy, "We have a boat"))
    way = f"/api/v1/pleroma/statuses/{there['id']}/reactions/%F0%9F%8E%89"

    def felt() -> list[tuple[str, int]]:
        rows = one.get(f"/api/v1/pleroma/statuses/{status['id']}/reactions", fay)
        return [(row["name"], row["count"]) for row in rows]

    assert two.ask("PUT", way, token=guy)[0] == 200
    eventually(lambda: felt() == [("🎉", 1)])
    assert two.ask("DELETE", way, token=guy)[0] == 200
    eventually(lambda: felt() == [])


def test_a_thread_is_made_whole_when_somebody_opens_it(one: Served, two: Served):
    """Nobody there knew of any of it when it was written."""
    leo, mia = one.person("leo"), two.person("mia")
    first = one.post("/api/v1/statuses", leo, status="It began long ago")
    one.post("/api/v1/statuses", leo, status="and went on", in_reply_to_id=first["id"])
    [there] = two.get(f"/api/v2/search?resolve=true&type=statuses&q={first['uri']}", mia)["statuses"]
    path = f"/api/v1/statuses/{there['id']}/context"
    eventually(lambda: [each for each in two.get(path, mia)["descendants"] if "and went on" in each["content"]])
