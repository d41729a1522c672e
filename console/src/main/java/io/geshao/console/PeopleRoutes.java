package io.geshao.console;

import io.geshao.casework.port.PeopleDesk;
import io.geshao.console.api.AccountAnswers;
import io.geshao.console.api.ArchiveAnswers;
import io.geshao.console.api.PeopleAnswers;
import io.geshao.console.api.PlaceAnswers;
import io.geshao.console.api.RosterAnswers;
import io.geshao.console.http.Endpoint;
import io.geshao.console.http.Front;
import io.geshao.console.http.Permission;
import io.geshao.core.time.Ticker;
import java.util.List;

/** The routes about places, people, rosters and accounts. */
final class PeopleRoutes {
    /** A city's table of households has some hundred thousand rows; it comes in parts. */
    private static final int TABLE_BYTES = 8 * 1024 * 1024;

    private PeopleRoutes() {}

    static List<Endpoint> of(Front front, PeopleDesk desk, Ticker ticker) {
        AccountAnswers accounts = new AccountAnswers(desk.accounts());
        PeopleAnswers people = new PeopleAnswers(desk);
        RosterAnswers rosters = new RosterAnswers(desk, ticker);
        PlaceAnswers places = new PlaceAnswers(desk.places(), ticker);
        ArchiveAnswers archive = new ArchiveAnswers(desk.archive());
        return List.of(
                new Endpoint("GET", "/api/v1/accounts", Permission.SEE_ACCOUNTS, front.blocking(accounts::list)),
                new Endpoint("POST", "/api/v1/accounts", Permission.KEEP_ACCOUNTS, front.blocking(accounts::save)),
                new Endpoint("GET", "/api/v1/units", Permission.VIEW, front.blocking(people::units)),
                new Endpoint("GET", "/api/v1/people", Permission.VIEW, front.blocking(people::people)),
                new Endpoint(
                        "POST",
                        "/api/v1/people/{id}/voice-verified",
                        Permission.PLAN,
                        front.blocking(people::verified)),
                new Endpoint("GET", "/api/v1/posts", Permission.VIEW, front.blocking(people::posts)),
                new Endpoint(
                        "POST",
                        "/api/v1/tables/{table}",
                        Permission.PLAN,
                        TABLE_BYTES,
                        front.blocking(people::importTable)),
                new Endpoint("GET", "/api/v1/tables/{table}", Permission.EXPORT, front.blocking(people::exportTable)),
                new Endpoint("POST", "/api/v1/time", Permission.KEEP_TIME, front.blocking(people::keepTime)),
                new Endpoint("GET", "/api/v1/time/shares", Permission.VIEW, front.blocking(people::patrolShares)),
                new Endpoint("GET", "/api/v1/duty", Permission.VIEW, front.blocking(rosters::onDuty)),
                new Endpoint("GET", "/api/v1/rosters", Permission.VIEW, front.blocking(rosters::list)),
                new Endpoint("GET", "/api/v1/rosters/{name}/{version}", Permission.VIEW, front.blocking(rosters::one)),
                new Endpoint("GET", "/api/v1/roster-gaps", Permission.VIEW, front.blocking(rosters::gaps)),
                new Endpoint("GET", "/api/v1/roster-gaps/told", Permission.VIEW, front.blocking(rosters::notices)),
                new Endpoint("GET", "/api/v1/absences", Permission.VIEW, front.blocking(rosters::absences)),
                new Endpoint("POST", "/api/v1/absences", Permission.PLAN, front.blocking(rosters::record)),
                new Endpoint(
                        "POST", "/api/v1/absences/{id}/withdraw", Permission.PLAN, front.blocking(rosters::withdraw)),
                new Endpoint("GET", "/api/v1/places", Permission.VIEW, front.blocking(places::tree)),
                new Endpoint("GET", "/api/v1/places/oversized", Permission.VIEW, front.blocking(places::oversized)),
                new Endpoint("GET", "/api/v1/places/changes", Permission.VIEW, front.blocking(places::changes)),
                new Endpoint("POST", "/api/v1/places/changes", Permission.PLAN, front.blocking(places::change)),
                new Endpoint("GET", "/api/v1/places/history", Permission.VIEW, front.blocking(places::history)),
                new Endpoint("GET", "/api/v1/residents", Permission.VIEW, front.blocking(archive::residents)),
                new Endpoint("GET", "/api/v1/things", Permission.VIEW, front.blocking(archive::things)),
                new Endpoint("GET", "/api/v1/call-lists", Permission.SEE_RESIDENTS, front.blocking(archive::lists)),
                new Endpoint("POST", "/api/v1/call-lists", Permission.KEEP_RESIDENTS, front.blocking(archive::make)),
                new Endpoint("GET", "/api/v1/call-lists/{id}", Permission.SEE_RESIDENTS, front.blocking(archive::one)),
                new Endpoint(
                        "POST",
                        "/api/v1/call-lists/{id}/calls",
                        Permission.KEEP_RESIDENTS,
                        front.blocking(archive::called)));
    }
}
