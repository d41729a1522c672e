package io.geshao.console;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.Account;
import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.DayPattern;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.GridLoad;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.PatrolShare;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.RosterGap;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import io.geshao.casework.people.Thing;
import io.geshao.casework.people.TimeEntry;
import io.geshao.casework.port.AccountDesk;
import io.geshao.casework.port.ArchiveDesk;
import io.geshao.casework.port.DutyRoster;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.PlaceDesk;
import io.geshao.casework.port.RosterDesk;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** People and accounts in memory: one worker on one grid, one resident, one gap. */
final class FakePeople implements PeopleDesk, RosterDesk, PlaceDesk, ArchiveDesk {
    static final String COMMUNITY = "310104/013/yuhua";
    static final String GRID = COMMUNITY + "/g01";
    static final Person LI = new Person(
            "li",
            Map.of("zh", "李", "en", "Li"),
            "YUHUA",
            Map.of(Channel.VOICE, new Person.Contact("13800001111", 1L)),
            true);
    static final Resident CHEN =
            new Resident("r1", GRID + "/b01", "101", "陈老伯", "13900002222", List.of("LIVES_ALONE"), "deaf");

    private static final Slot SLOT = new Slot(Post.GRID_WORKER, GRID, DutyKind.GENERAL, "");
    private static final RosterGap GAP =
            new RosterGap(Post.GRID_WORKER, GRID, "", Set.of(DutyKind.FIRE), 5, 9, RosterGap.Reason.NOBODY, List.of());
    private static final RosterVersion ROSTER = new RosterVersion(
            "yuhua",
            1,
            COMMUNITY,
            LocalDate.parse("2026-03-01"),
            1,
            "com",
            "",
            List.of(new Shift(
                    ShiftLayer.BASE,
                    SLOT,
                    "li",
                    DutyMode.PATROLLING,
                    DayPattern.of("DAILY"),
                    LocalTime.of(8, 0),
                    LocalTime.of(20, 0))));

    final List<Absence> recorded = new CopyOnWriteArrayList<>();
    final List<String> looks = new CopyOnWriteArrayList<>();
    final List<CallLine> called = new CopyOnWriteArrayList<>();
    private final Map<String, AccountDesk.Login> logins = new TreeMap<>();
    private final Runnable check;

    FakePeople(Runnable check) {
        this.check = check;
    }

    private final AccountDesk accounts = new AccountDesk() {
        @Override
        public Optional<Login> find(String name) {
            check.run();
            synchronized (logins) {
                return Optional.ofNullable(logins.get(name));
            }
        }

        @Override
        public List<Account> list() {
            check.run();
            synchronized (logins) {
                return logins.values().stream().map(Login::account).toList();
            }
        }

        @Override
        public void save(Account account, @Nullable String passwordHash, String by) {
            check.run();
            synchronized (logins) {
                Login before = logins.get(account.name());
                String kept = before == null ? "" : before.passwordHash();
                logins.put(account.name(), new Login(account, passwordHash == null ? kept : passwordHash));
            }
        }
    };

    @Override
    public AccountDesk accounts() {
        return accounts;
    }

    @Override
    public DutyRoster roster() {
        return (post, place, kind, unit, atMillis) -> List.of();
    }

    @Override
    public RosterDesk rosters() {
        return this;
    }

    @Override
    public PlaceDesk places() {
        return this;
    }

    @Override
    public ArchiveDesk archive() {
        return this;
    }

    @Override
    public List<OrgUnit> units() {
        return List.of(
                new OrgUnit("YUHUA", "", "STREET", Map.of("zh", "雨花", "en", "Yuhua"), COMMUNITY),
                new OrgUnit("OTHER", "", "STREET", Map.of("zh", "他处", "en", "Elsewhere"), "310104/014"));
    }

    @Override
    public List<Person> people() {
        return List.of(LI);
    }

    @Override
    public Optional<Person> person(String id) {
        return Optional.of(LI).filter(person -> person.id().equals(id));
    }

    @Override
    public List<Holding> holdings() {
        return List.of(new Holding("li", Post.COMMUNITY_HEAD, COMMUNITY, "", 1, 0, Long.MAX_VALUE));
    }

    @Override
    public boolean voiceVerified(String person, String by) {
        return person.equals("li");
    }

    @Override
    public ImportReport importTable(PeopleTable table, String file, String text, String within, String by) {
        return text.contains("bad")
                ? new ImportReport(1, List.of(file + ":2: is bad"), List.of())
                : new ImportReport(text.length(), List.of(), List.of(table + " within " + within + " by " + by));
    }

    @Override
    public String exportTable(PeopleTable table, String within, String by) {
        return table + "," + within + "\n";
    }

    @Override
    public TimeEntry keepTime(TimeEntry entry) {
        return entry;
    }

    @Override
    public List<PatrolShare> patrolShares(String month) {
        return List.of(new PatrolShare("li", month, 100, 60), new PatrolShare("ghost", month, 100, 60));
    }

    @Override
    public Publication publish(RosterVersion draft) {
        return new Publication(draft, List.of());
    }

    @Override
    public List<RosterVersion> versions(String name) {
        return List.of(ROSTER);
    }

    @Override
    public Optional<RosterVersion> version(String name, int version) {
        return Optional.of(ROSTER).filter(roster -> roster.name().equals(name) && roster.version() == version);
    }

    @Override
    public Absence record(Absence absence) {
        Absence kept = new Absence(
                recorded.size() + 1L,
                absence.person(),
                absence.substitute(),
                absence.place(),
                absence.fromMillis(),
                absence.toMillis(),
                absence.reason(),
                absence.recordedBy(),
                FakePlatform.NOW);
        recorded.add(kept);
        return kept;
    }

    @Override
    public boolean withdraw(long id, String by) {
        return recorded.removeIf(absence -> absence.id() == id);
    }

    @Override
    public List<Absence> absences(long fromMillis, long toMillis) {
        return recorded;
    }

    @Override
    public List<DutyLine> onDuty(String place, long atMillis) {
        return List.of(new DutyLine(SLOT, LI, DutyMode.PATROLLING, ShiftLayer.BASE, null, false));
    }

    @Override
    public List<RosterGap> gaps(String place, long fromMillis, long toMillis) {
        return List.of(GAP);
    }

    @Override
    public List<GapNotice> notices() {
        return List.of(new GapNotice(1, GAP, GapNotice.Stage.NEAR, 1, 2, 0));
    }

    @Override
    public Optional<PlaceRecord> find(String path) {
        return Optional.empty();
    }

    @Override
    public List<GridLoad> tree(String path) {
        PlaceRecord grid = new PlaceRecord(
                GRID, Map.of("zh", "一", "en", "One"), 121, 31, null, 20_000, null, "310104013001", 0, Long.MAX_VALUE);
        return List.of(new GridLoad(grid, 20_000, null, 3, GridLoad.Size.FAR_TOO_WIDE, List.of("li")));
    }

    @Override
    public List<GridLoad> oversized(String path) {
        return tree(path);
    }

    @Override
    public void save(List<PlaceRecord> places, String by) {
        throw new UnsupportedOperationException("the console imports tables");
    }

    @Override
    public PlaceChange change(PlaceChange change) {
        if (change.reason().isEmpty()) {
            throw new IllegalArgumentException("where 'b2' goes is not said");
        }
        return change;
    }

    @Override
    public List<PlaceChange> changes(String path) {
        return List.of(new PlaceChange(
                1, PlaceChange.Kind.RENAME, List.of(new PlaceChange.Move("a/b", "a/c")), 1, "why", "com", 1));
    }

    @Override
    public List<String> current(String path, long atMillis) {
        return List.of(path);
    }

    @Override
    public List<String> former(String path) {
        return List.of("a/b");
    }

    @Override
    public List<Resident> residents(String place, boolean needingHelp, String by) {
        looks.add(by + " " + place);
        return List.of(CHEN);
    }

    @Override
    public List<Thing> things(String place) {
        return List.of(new Thing(GRID + "/b01", "x1", "EXTINGUISHER", Map.of("zh", "灭火器", "en", "Extinguisher"), ""));
    }

    private CallList list() {
        return new CallList(1, GRID + "/b01", "flood", "desk", 1, 1, called.size(), called.size());
    }

    @Override
    public CallList callList(String place, String purpose, String by) {
        return list();
    }

    @Override
    public List<CallList> callLists(String place) {
        return List.of(list());
    }

    @Override
    public Optional<CallList> list(long id) {
        return id == 1 ? Optional.of(list()) : Optional.empty();
    }

    @Override
    public List<CallLine> lines(long list, String by) {
        List<CallLine> lines = new ArrayList<>(called);
        return lines.isEmpty() ? List.of(new CallLine(CHEN, null, "", "", 0)) : lines;
    }

    @Override
    public boolean called(long list, String resident, CallLine.Result result, String note, String by) {
        if (!resident.equals(CHEN.id())) {
            return false;
        }
        called.clear();
        called.add(new CallLine(CHEN, result, note, by, FakePlatform.NOW));
        return true;
    }
}
