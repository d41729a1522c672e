package io.geshao.casework.port;

import io.geshao.casework.people.Holding;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.PatrolShare;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.TimeEntry;
import java.util.List;
import java.util.Optional;

/** Places, units, people, rosters and accounts: one port, in parts. Blocking, any thread. */
public interface PeopleDesk {
    AccountDesk accounts();

    DutyRoster roster();

    RosterDesk rosters();

    PlaceDesk places();

    ArchiveDesk archive();

    List<OrgUnit> units();

    /** Everybody who is active, by id. */
    List<Person> people();

    Optional<Person> person(String id);

    /** Posts that people hold without shifts, past ones too. */
    List<Holding> holdings();

    /** Somebody answered at the voice number of that person; false if there is no such person or number. */
    boolean voiceVerified(String person, String by);

    /**
     * Imports a table: all of it, or nothing and every fault.
     *
     * @param file name for the faults
     * @param within path that every place in it must lie in, empty for any
     * @param by account of who imports
     */
    ImportReport importTable(PeopleTable table, String file, String text, String within, String by);

    /**
     * Exports a table.
     *
     * @param within path of the subtree, empty for everything
     * @param by account of who exports, for the log
     */
    String exportTable(PeopleTable table, String within, String by);

    /** Writes down working time; the entry's id does not count. */
    TimeEntry keepTime(TimeEntry entry);

    /**
     * Patrol share per worker of a month.
     *
     * @param month such as {@code 2026-11}
     */
    List<PatrolShare> patrolShares(String month);
}
