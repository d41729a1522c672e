package io.geshao.incident.people.desk;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Slot;
import io.geshao.casework.port.DutyRoster;
import io.geshao.incident.people.DutyBook;
import io.geshao.incident.people.DutyBook.OnDuty;
import io.geshao.incident.people.PostPlaces;
import io.geshao.incident.people.Reachability;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.RosterTable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Who is on duty, read from the store at every question: a swap counts from its commit on. Any thread. */
public final class StoredDutyRoster implements DutyRoster {
    private final PersonTable people;
    private final RosterTable rosters;
    private final Supplier<PeopleSettings> settings;

    /** @param settings the zone and the calendar that shifts are read in, asked at every question */
    public StoredDutyRoster(DataSource database, Supplier<PeopleSettings> settings) {
        people = new PersonTable(database);
        rosters = new RosterTable(database);
        this.settings = settings;
    }

    @Override
    public List<Recipient> onDuty(Post post, String place, DutyKind kind, String unit, long atMillis) {
        boolean ofUnit = PostPlaces.isOfUnit(post);
        List<String> units = ofUnit ? units(unit, place) : List.of("");
        List<String> places = PostPlaces.of(post, place);
        if (places.isEmpty() || units.isEmpty()) {
            return List.of();
        }
        PeopleSettings now = settings.get();
        DutyBook book = rosters.bookAt(post, places, units, atMillis, now.zone(), now.kinds());
        for (String each : units) {
            for (String path : places) {
                List<OnDuty> found = book.fill(new Slot(post, path, kind, each), atMillis);
                if (!found.isEmpty()) {
                    return found.stream()
                            .map(one -> recipient(one, post, atMillis))
                            .toList();
                }
            }
        }
        return List.of();
    }

    /** The unit of that code, else those of that role which work at the place, the most local first. */
    private List<String> units(String codeOrRole, String place) {
        List<OrgUnit> named = codeOrRole.isEmpty() ? List.of() : people.unitsNamed(codeOrRole);
        return named.stream()
                .filter(unit -> unit.code().equals(codeOrRole) || unit.covers(place))
                .sorted(Comparator.comparing((OrgUnit unit) -> !unit.code().equals(codeOrRole))
                        .thenComparing(unit -> -unit.place().length())
                        .thenComparing(OrgUnit::code))
                .map(OrgUnit::code)
                .toList();
    }

    private static Recipient recipient(OnDuty one, Post post, long atMillis) {
        return new Recipient(
                one.person().id(),
                one.person().name(),
                post,
                Reachability.addresses(one.person(), atMillis),
                one.mode() == DutyMode.PATROLLING);
    }
}
