"""Whole crawls of hosts that misbehave, seen from the server and from the ledger."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from evals.bench.site import Reply, Site, page, versioned
from ingest.crawl import SourceReport, Step, crawl, told
from ingest.crawl.job import JOB, Job
from ingest.ledger import Ledger, Visit
from ingest.snapshots import kept
from kb.errors import InputError
from kb.records import Source
from kb.settings import Settings
from tests.ingest.crawl import world
from tests.ingest.crawl.world import DELAY, LIMITS, names, source

HOSTS = "good rough endless down shut never slowly ill busy guarded mapped".split()


@dataclass(frozen=True)
class World:
    site: Site
    data_dir: Path
    reports: dict[str, SourceReport]
    visits: dict[tuple[str, str], Visit]  # by source and path

    def told(self, key: str, path: str) -> tuple[str, str]:
        visit = self.visits[(key, path)]
        return visit.outcome, visit.reason


def _visits(data_dir: Path, site: Site, reports: dict[str, SourceReport]) -> dict[tuple[str, str], Visit]:
    with Ledger(data_dir) as ledger:
        return {
            (key, visit.address.split(str(site.port), 1)[1]): visit
            for key, report in reports.items()
            for visit in ledger.of_run(report.run)
        }


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One crawl of everything at once."""
    data_dir = tmp_path_factory.mktemp("crawl")
    with Site({**world.good(), **world.rough(), **world.endless(), **world.closed()}) as site:
        site.pages |= world.mapped(site)
        here = site.url("mapped.test")
        begin = {"url": here + "sitemap.xml", "kind": "sitemap", "deny": [here + "skip/*"]}
        sources = [source(site, key) for key in HOSTS if key not in ("mapped", "endless", "rough")]
        sources.append(source(site, "rough", begin={"allow": ["http://*"]}))
        sources += [source(site, "mapped", begin=begin), source(site, "endless", begin={"limit": 25, "depth": 6})]
        sources.append(source(site, "inner", hosts=["inner.test"]))
        found = crawl(
            sources,
            Settings(data_dir=data_dir, allow_loopback=True),
            named=True,
            limits=LIMITS,
            names={**names(*HOSTS, inner="169.254.169.254"), "inside.rough.test": ("10.1.2.3",)},
        )
        reports = {one.source: one for one in found}
        yield World(site, data_dir, reports, _visits(data_dir, site, reports))


# ---- politeness, as the server saw it ------------------------------------------------------------------------


def test_every_request_names_us(met: World) -> None:
    assert {one.headers["user-agent"] for one in met.site.asked} == {"Tessera/0.1"}


def test_robots_txt_is_asked_for_before_anything_else(met: World) -> None:
    assert all(met.site.paths(f"{key}.test")[0] == "/robots.txt" for key in HOSTS)
    assert all(met.site.paths(f"{key}.test").count("/robots.txt") == 1 for key in HOSTS if key != "down")


def test_what_robots_txt_disallows_is_never_asked_for(met: World) -> None:
    assert not [path for path in met.site.paths("good.test") if path.startswith("/private")]
    assert met.told("good", "/private/secret") == ("refused", "robots.txt disallows it")


def test_requests_to_a_host_keep_their_distance(met: World) -> None:
    assert all(met.site.spacing(f"{key}.test") >= DELAY for key in HOSTS)


def test_crawl_delay_is_kept_where_it_is_longer_than_ours(met: World) -> None:
    assert met.site.spacing("slowly.test") >= 0.4
    assert len(met.site.paths("slowly.test")) == 4


def test_hosts_are_asked_side_by_side(met: World) -> None:
    moments = [one for one in met.site.asked if one.host in ("good.test", "rough.test", "ill.test")]
    print([(one.host, one.path, one.at) for one in sorted(moments, key=lambda one: one.at)])
    turns = [one.host for one in sorted(moments, key=lambda one: one.at)[:20]]
    assert len(set(turns)) == 3


@pytest.mark.parametrize("key", ["down", "shut"])
def test_a_robots_txt_that_cannot_be_read_closes_the_host(met: World, key: str) -> None:
    assert set(met.site.paths(f"{key}.test")) == {"/robots.txt"}
    assert not met.reports[key].complete
    assert "robots.txt cannot be read" in met.reports[key].problems[0]
    assert met.told(key, "/")[0] == "failed"


def test_a_crawl_delay_longer_than_a_minute_is_answered_by_staying_away(met: World) -> None:
    assert met.site.paths("never.test") == ["/robots.txt"]
    assert met.reports["never"].refused == (("robots.txt asks for 600 s between requests, too long", 1),)


def test_retry_after_is_waited_for(met: World) -> None:
    first, second = [one.at for one in met.site.asked if one.path == "/waiting"]
    assert second - first >= 1.0
    assert met.told("rough", "/waiting") == ("new", "")
    assert met.told("rough", "/waiting-date") == ("new", "")


def test_a_retry_after_of_an_hour_ends_the_crawl_of_that_host(met: World) -> None:
    assert met.site.paths("busy.test") == ["/robots.txt", "/", "/1"]
    assert met.reports["busy"].problems == ("busy.test asks to wait 3600 s, longer than this crawl waits",)
    assert met.reports["busy"].finished


def test_trouble_is_met_three_times_and_no_more(met: World) -> None:
    assert met.told("rough", "/once") == ("new", "")
    assert met.told("rough", "/never-well") == ("failed", "answered 500")
    assert met.site.paths("rough.test").count("/never-well") == 3


def test_a_host_that_fails_five_times_in_a_row_is_left(met: World) -> None:
    assert len(met.site.paths("ill.test")) == 2 + 5 * 3
    assert met.reports["ill"].problems == ("ill.test failed 5 times in a row",)


def test_a_host_that_turns_us_away_ten_times_in_a_row_is_left(met: World) -> None:
    assert len(met.site.paths("guarded.test")) == 2 + 10
    assert met.reports["guarded"].problems == ("guarded.test turned us away 10 times in a row (answer 403)",)


# ---- what is kept, and what is not ---------------------------------------------------------------------------


def test_pages_within_reach_are_kept_whole(met: World) -> None:
    paths = (
        "/ /a /b /c /deep /list.csv /report.pdf /broken /from-broken /gbk /from-gbk /packed /from-packed /nofollow /old"
    )
    new = {path for (key, path), visit in met.visits.items() if key == "good" and visit.outcome == "new"}
    assert new == {*paths.split(), "/from-noindex", "/too-deep"} - {"/new"}
    snapshot = kept(met.visits[("good", "/packed")].sha256, met.data_dir)
    assert snapshot.content == page("/from-packed")


def test_a_crawl_goes_as_deep_as_its_source_says(met: World) -> None:
    assert met.visits[("good", "/deep")].depth == 2
    assert met.visits[("good", "/too-deep")].depth == 3
    assert "/never" not in met.site.paths("good.test")


def test_an_address_is_asked_for_once_however_it_is_spelled(met: World) -> None:
    assert max(one.before for one in met.site.asked if one.host == "good.test") == 0
    assert "/c" in met.site.paths("good.test")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/film", "not a document (video/mp4)"),
        ("/picture", "not a document (binary data sent as text/html)"),
        ("/empty", "an empty page"),
        ("/noindex", "noindex: its publisher asks not to keep it"),
        ("/header", "noindex: its publisher asks not to keep it"),
        ("/forbidden", "answered 403"),
    ],
)
def test_what_is_not_kept_says_why(met: World, path: str, reason: str) -> None:
    assert met.told("good", path) == ("refused", reason)
    assert not met.visits[("good", path)].sha256


def test_nofollow_is_honoured_and_noindex_alone_is_followed(met: World) -> None:
    assert "/from-nofollow" not in met.site.paths("good.test")
    assert "/from-noindex" in met.site.paths("good.test")


def test_a_missing_page_is_marked_gone(met: World) -> None:
    assert met.told("good", "/missing") == ("gone", "answered 404")
    assert met.reports["good"].complete


def test_a_redirect_is_followed_and_both_addresses_are_recorded(met: World) -> None:
    assert met.visits[("good", "/old")].final == met.site.url("good.test", "/new")


@pytest.mark.parametrize(
    ("path", "outcome", "reason"),
    [
        ("/elsewhere", "refused", "leads to other.test, no host of this source"),
        ("/inside", "refused", "inside.rough.test is at 10.1.2.3, no public address"),
        ("/literal", "refused", "leads to 10.0.0.1, no host of this source"),
        ("/scheme", "refused", "is redirected to no http or https address"),
        ("/user", "refused", "is redirected to an address with a user name"),
        ("/circle", "refused", "is redirected in a circle"),
        ("/one", "refused", "is redirected more than 5 times"),
        ("/same", "new", ""),
        ("/slow", "failed", "took more than 1.5 s"),
        ("/huge", "refused", "larger than 0.286 MB"),
        ("/huge-said", "refused", "larger than 0.286 MB"),
        ("/bomb", "refused", "larger than 0.286 MB"),
        ("/cut", "failed", "ended too early"),
        ("/damaged", "refused", "its packed bytes end too early"),
        ("/brotli", "refused", "sent as 'br' unasked"),
    ],
)
def test_trouble_is_named(met: World, path: str, outcome: str, reason: str) -> None:
    assert met.told("rough", path) == (outcome, reason)


def test_an_endless_site_ends_at_the_limit_and_the_depth(met: World) -> None:
    assert len(met.site.paths("endless.test")) <= 1 + 25
    assert not [path for path in met.site.paths("endless.test") if path.count("/x") > 3 or path.count("a=1") > 3]
    assert met.reports["endless"].complete


def test_sitemaps_lead_to_pages_and_are_no_documents(met: World) -> None:
    new = {path for (key, path), visit in met.visits.items() if key == "mapped" and visit.outcome == "new"}
    assert new == {"/1", "/2", "/linked"}
    assert met.reports["mapped"].refused == ()


def test_a_source_on_a_private_address_is_refused(met: World) -> None:
    assert met.reports["inner"].refused == (("inner.test is at 169.254.169.254, no public address", 1),)


def test_a_report_is_told_in_a_line(met: World) -> None:
    line = told(met.reports["busy"])
    assert line.startswith(
        "busy: 2 fetched | 1 new, 0 changed, 0 unchanged, 0 gone, 1 failed | incomplete: busy.test asks"
    )


def test_the_report_counts_what_the_ledger_holds(met: World) -> None:
    report = met.reports["good"]
    assert (report.new, report.gone, report.failed, report.changed) == (17, 1, 0, 0)
    assert sum(count for _, count in report.refused) == 7


# ---- a second crawl ------------------------------------------------------------------------------------------


def _changing() -> world.Pages:
    home = page("/tagged", "/dated", "/plain", "/edited", "/removed", "/unlinked", "/dropped", "/failing")
    return {
        ("news.test", "/robots.txt"): Reply(b"", 404),
        ("news.test", "/"): Reply(home),
        ("news.test", "/tagged"): versioned(page("/child"), etag='"1"'),
        ("news.test", "/child"): Reply(page()),
        ("news.test", "/dated"): versioned(page(), modified="Wed, 21 Oct 2015 07:28:00 GMT"),
        ("news.test", "/plain"): Reply(page()),
        ("news.test", "/edited"): versioned(page(text="before"), etag='"a"', modified="Wed, 21 Oct 2015 07:28:00 GMT"),
        ("news.test", "/removed"): Reply(page()),
        ("news.test", "/unlinked"): Reply(page()),
        ("news.test", "/dropped"): Reply(page()),
        ("news.test", "/failing"): Reply(page("/behind")),
        ("news.test", "/behind"): Reply(page()),
    }


@dataclass(frozen=True)
class News:
    site: Site
    source: Source
    settings: Settings
    first: SourceReport
    outcomes: dict[str, str]  # of the second crawl, by path
    answers: dict[str, int]  # status of its last answer to each path

    def crawl(self, **options: Any) -> tuple[SourceReport, ...]:
        options = {"named": True} | options
        return crawl([self.source], self.settings, limits=LIMITS, names=names("news"), **options)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    """A site crawled twice, changed in between."""
    with Site(_changing()) as site:
        settings = Settings(data_dir=tmp_path_factory.mktemp("news"), allow_loopback=True)
        outcomes: dict[str, str] = {}
        (first,) = crawl([source(site, "news")], settings, named=True, limits=LIMITS, names=names("news"))
        answers: dict[str, int] = {}
        found = News(site, source(site, "news"), settings, first, outcomes, answers)
        site.asked.clear()
        site.pages |= {
            ("news.test", "/"): Reply(page("/tagged", "/dated", "/plain", "/edited", "/removed", "/failing")),
            ("news.test", "/edited"): versioned(page(text="after"), etag='"b"'),
            ("news.test", "/removed"): Reply(b"", 410),
            ("news.test", "/dropped"): Reply(b"", 404),
            ("news.test", "/failing"): Reply(b"", 500),
        }
        steps: list[Step] = []
        found.crawl(progress=steps.append)
        outcomes |= {step.address.split(str(site.port))[1]: step.outcome for step in steps}
        answers |= {one.path: one.status for one in site.asked}
        yield found


def test_a_second_crawl_tells_what_changed_and_what_is_gone(news: News) -> None:
    assert news.first.new == 11
    assert news.outcomes == {
        "/": "changed",
        "/tagged": "unchanged",
        "/child": "unchanged",
        "/dated": "unchanged",
        "/plain": "unchanged",
        "/edited": "changed",
        "/removed": "gone",
        "/dropped": "gone",
        "/unlinked": "unchanged",
        "/failing": "failed",
        "/behind": "unchanged",
    }


def test_a_second_crawl_fetches_only_what_changed(news: News) -> None:
    assert [path for path, status in news.answers.items() if status == 304] == ["/tagged", "/dated"]
    assert news.answers["/edited"] == 200


def test_a_source_that_is_not_due_is_crawled_only_when_named(news: News) -> None:
    assert news.crawl(named=False) == ()


def test_bytes_that_were_lost_are_fetched_again(news: News) -> None:
    lost = sorted((news.settings.data_dir / "snapshots").glob("*/*"))
    for path in lost:
        path.unlink()
    news.site.asked.clear()
    (report,) = news.crawl()
    assert report.unchanged == 8
    assert not news.site.paths("news.test", status=304)
    assert set((news.settings.data_dir / "snapshots").glob("*/*")) < set(lost)


# ---- time, kills, doors --------------------------------------------------------------------------------------


def _many(count: int = 40) -> world.Pages:
    pages: world.Pages = {("many.test", f"/{number}"): Reply(page(text=str(number))) for number in range(count)}
    return pages | {
        ("many.test", "/robots.txt"): Reply(b"", 404),
        ("many.test", "/"): Reply(page(*(f"/{number}" for number in range(count)))),
    }


class _Stop(Exception):
    pass


def _stop_at_ten(step: Step) -> None:
    if step.done == 10:
        raise _Stop


def _stopped(job: Job) -> None:
    with pytest.raises(_Stop):
        crawl(
            job.sources,
            Settings(data_dir=job.data_dir, allow_loopback=True),
            named=True,
            progress=_stop_at_ten,
            limits=job.limits,
            names=job.names,
        )


def _killed(job: Job) -> None:
    with _ten_lines(job) as process:
        process.kill()


@contextmanager
def _ten_lines(job: Job) -> Iterator[subprocess.Popen[bytes]]:
    """A crawling process that has done ten addresses."""
    command = [sys.executable, "-m", "ingest.crawl.process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(JOB.dump_json(job) + b"\n")
        process.stdin.flush()
        for _ in range(10):
            process.stdout.readline()
        yield process
        process.wait()


@pytest.mark.parametrize("end", [_stopped, _killed])
def test_a_crawl_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path, end: Callable[[Job], None]) -> None:
    with Site(_many()) as site:
        job = Job(tmp_path, "", True, (source(site, "many"),), LIMITS, names("many"))
        end(job)
        settings = Settings(data_dir=tmp_path, allow_loopback=True)
        (report,) = crawl(job.sources, settings, named=False, limits=LIMITS, names=job.names)
        assert report.complete
        assert report.new == 41
        assert report.resumed >= 10
        assert site.spacing("many.test") >= DELAY
        pages = [path for path in site.paths("many.test") if path != "/robots.txt"]
        assert len(pages) <= 41 + 1  # at most the answer under way was asked for twice


def test_a_crawl_ends_with_whoever_asked_for_it(tmp_path: Path) -> None:
    with Site(_many()) as site:
        job = Job(tmp_path, "", True, (source(site, "many"),), LIMITS, names("many"))
        with _ten_lines(job) as process:
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(10) == 1
        assert len(site.asked) < 30


def test_a_source_whose_time_is_up_goes_on_next_time(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, allow_loopback=True)
    with Site(_many()) as site:
        chosen, hosts = [source(site, "many")], names("many")
        (first,) = crawl(chosen, settings, named=True, limits=replace(LIMITS, seconds=1.2), names=hosts)
        (second,) = crawl(chosen, settings, named=False, limits=LIMITS, names=hosts)
        assert not first.complete
        assert first.problems == ("time is up; crawl this source again to go on",)
        assert second.complete
        assert second.resumed == first.new > 3
        assert max(one.before for one in site.asked if one.path != "/robots.txt") == 0


def test_no_public_host_is_crawled_without_a_contact(tmp_path: Path) -> None:
    with Site({}) as site:
        for contact in ("", "nobody", "me@here.test\r\nX: y"):
            with pytest.raises(InputError, match="set TESSERA_CONTACT to a mail address or page"):
                crawl([source(site, "many")], Settings(data_dir=tmp_path, contact=contact), named=True)


def test_a_named_source_without_addresses_is_told_to_name_some(tmp_path: Path) -> None:
    with Site({}) as site, pytest.raises(InputError, match="names no documents or start pages"):
        crawl([source(site, "many", start=[])], Settings(data_dir=tmp_path, allow_loopback=True), named=True)


def test_two_crawls_of_one_directory_do_not_meet(tmp_path: Path) -> None:
    with Site({}) as site, (tmp_path / "crawl.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another crawl is at work there"):
            crawl([source(site, "many")], Settings(data_dir=tmp_path, allow_loopback=True), named=True)
