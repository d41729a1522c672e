package io.geshao.incident.people.desk;

import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.Thing;
import io.geshao.casework.port.ArchiveDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.store.ArchiveTable;
import io.geshao.incident.people.store.PeopleLog;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The people-room-thing archive on the store; every look is logged. Any thread. */
final class StoredArchive implements ArchiveDesk {
    private final ArchiveTable archive;
    private final PeopleLog log;
    private final Ticker ticker;

    StoredArchive(DataSource database, Ticker ticker) {
        archive = new ArchiveTable(database);
        log = new PeopleLog(database);
        this.ticker = ticker;
    }

    @Override
    public List<Resident> residents(String place, boolean needingHelp, String by) {
        List<Resident> found = archive.residents(place, needingHelp);
        log.write(
                ticker.epochMillis(),
                by,
                "RESIDENTS_SEEN",
                place,
                found.size() + (needingHelp ? " who need help" : " residents"));
        return found;
    }

    @Override
    public List<Thing> things(String place) {
        return archive.things(place);
    }

    @Override
    public CallList callList(String place, String purpose, String by) {
        long id = archive.callList(place, purpose, by, ticker.epochMillis());
        CallList list = archive.list(id).orElseThrow(() -> new IllegalStateException("list " + id + " was just made"));
        log.write(ticker.epochMillis(), by, "CALL_LIST_MADE", place, "no. " + id + ", " + list.total() + " residents");
        return list;
    }

    @Override
    public List<CallList> callLists(String place) {
        return archive.callLists(place);
    }

    @Override
    public Optional<CallList> list(long id) {
        return archive.list(id);
    }

    @Override
    public List<CallLine> lines(long list, String by) {
        List<CallLine> lines = archive.lines(list);
        log.write(ticker.epochMillis(), by, "CALL_LIST_SEEN", "no. " + list, lines.size() + " residents");
        return lines;
    }

    @Override
    public boolean called(long list, String resident, CallLine.Result result, String note, String by) {
        return archive.called(list, resident, result, note, by, ticker.epochMillis());
    }
}
