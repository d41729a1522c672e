package io.geshao.incident.people.desk;

import io.geshao.casework.Channel;
import io.geshao.casework.people.Account;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.PatrolShare;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.TimeEntry;
import io.geshao.casework.port.AccountDesk;
import io.geshao.casework.port.ArchiveDesk;
import io.geshao.casework.port.DutyRoster;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.PlaceDesk;
import io.geshao.casework.port.RosterDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.PatrolTime;
import io.geshao.incident.people.store.AccountTable;
import io.geshao.incident.people.store.PeopleLog;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.TimeTable;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Places, units, people, rosters and accounts on the store. Any thread. */
public final class StoredPeople implements PeopleDesk {
    private final DutyRoster roster;
    private final AccountDesk accounts;
    private final StoredRosters rosters;
    private final PlaceDesk places;
    private final ArchiveDesk archive;
    private final Imports imports;
    private final PersonTable people;
    private final TimeTable time;
    private final PeopleLog log;
    private final Supplier<PeopleSettings> settings;
    private final Ticker ticker;

    /** On an existing schema. */
    public StoredPeople(DataSource database, Supplier<PeopleSettings> settings, Ticker ticker) {
        roster = new StoredDutyRoster(database, settings);
        accounts = accounts(new AccountTable(database), ticker);
        rosters = new StoredRosters(database, settings, ticker);
        places = new StoredPlaces(database, rosters, ticker);
        archive = new StoredArchive(database, ticker);
        imports = new Imports(database, rosters, settings, ticker);
        people = new PersonTable(database);
        time = new TimeTable(database);
        log = new PeopleLog(database);
        this.settings = settings;
        this.ticker = ticker;
    }

    private static AccountDesk accounts(AccountTable table, Ticker ticker) {
        return new AccountDesk() {
            @Override
            public Optional<Login> find(String name) {
                return table.find(name);
            }

            @Override
            public List<Account> list() {
                return table.list();
            }

            @Override
            public void save(Account account, @Nullable String passwordHash, String by) {
                table.save(account, passwordHash, by, ticker.epochMillis());
            }
        };
    }

    @Override
    public DutyRoster roster() {
        return roster;
    }

    @Override
    public AccountDesk accounts() {
        return accounts;
    }

    @Override
    public RosterDesk rosters() {
        return rosters;
    }

    @Override
    public PlaceDesk places() {
        return places;
    }

    @Override
    public ArchiveDesk archive() {
        return archive;
    }

    @Override
    public List<OrgUnit> units() {
        return people.units();
    }

    @Override
    public List<Person> people() {
        return people.people().stream().filter(Person::active).toList();
    }

    @Override
    public Optional<Person> person(String id) {
        return people.person(id);
    }

    @Override
    public List<Holding> holdings() {
        return people.holdings("");
    }

    @Override
    public boolean voiceVerified(String id, String by) {
        Optional<Person> found = people.person(id);
        Person.Contact voice =
                found.map(person -> person.contacts().get(Channel.VOICE)).orElse(null);
        if (found.isEmpty() || voice == null) {
            return false;
        }
        Map<Channel, Person.Contact> contacts = new EnumMap<>(found.get().contacts());
        contacts.put(Channel.VOICE, new Person.Contact(voice.address(), ticker.epochMillis()));
        Person person = found.get();
        people.savePeople(List.of(new Person(person.id(), person.name(), person.unit(), contacts, person.active())));
        log.write(ticker.epochMillis(), by, "VOICE_VERIFIED", id, "");
        return true;
    }

    @Override
    public ImportReport importTable(PeopleTable table, String file, String text, String within, String by) {
        return imports.take(table, file, text, within, by);
    }

    @Override
    public String exportTable(PeopleTable table, String within, String by) {
        return imports.give(table, within, by);
    }

    @Override
    public TimeEntry keepTime(TimeEntry entry) {
        long id = time.add(entry);
        return new TimeEntry(
                id,
                entry.person(),
                entry.kind(),
                entry.place(),
                entry.fromMillis(),
                entry.toMillis(),
                entry.note(),
                entry.recordedBy());
    }

    @Override
    public List<PatrolShare> patrolShares(String month) {
        ZoneId zone = settings.get().zone();
        YearMonth of = YearMonth.parse(month);
        long from = of.atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
        long to = of.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().toEpochMilli();
        return PatrolTime.shares(time.between(from, to), of, zone);
    }
}
