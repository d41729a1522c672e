package io.geshao.incident.store;

import io.geshao.incident.flow.CaseFile;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How far open cases have followed a calendar, inside one writing transaction. */
public final class CalendarProgress {
    private final Handle handle;
    private final long serial;
    private final Reached reached;

    private record Reached(String lastNumber, boolean done) {}

    private CalendarProgress(Handle handle, long serial, Reached reached) {
        this.handle = handle;
        this.serial = serial;
        this.reached = reached;
    }

    /** Of the calendar with that serial number. */
    public static CalendarProgress of(CaseTransaction transaction, long serial) {
        Handle handle = transaction.handle();
        Reached reached = handle.createQuery(
                        "select last_number, done from incident.calendar_pass where serial = :serial")
                .bind("serial", serial)
                .map((row, context) -> new Reached(row.getString("last_number"), row.getBoolean("done")))
                .findOne()
                .orElse(new Reached("", false));
        return new CalendarProgress(handle, serial, reached);
    }

    public boolean isDone() {
        return reached.done();
    }

    /** Name of the calendar's version. */
    public String version() {
        return handle.createQuery("select version from incident.rule_version where serial = :serial")
                .bind("serial", serial)
                .mapTo(String.class)
                .one();
    }

    /** The calendar before this one that was followed to the end; 0 if there is none. */
    public long lastDone() {
        return handle.createQuery(
                        "select coalesce(max(serial), 0) from incident.calendar_pass where done and serial < :serial")
                .bind("serial", serial)
                .mapTo(Long.class)
                .one();
    }

    /** The next open cases in the order of their numbers. */
    public List<CaseFile> next(int limit) {
        return handle.createQuery("select file::text from incident.case_file where closed_millis is null"
                        + " and number > :last order by number limit :limit")
                .bind("last", reached.lastNumber())
                .bind("limit", limit)
                .mapTo(String.class)
                .map(CaseJson::read)
                .list();
    }

    /** Notes that these cases have been looked at and so many deadlines moved. */
    public void moveTo(List<CaseFile> files, int moved, boolean done) {
        String last = files.isEmpty()
                ? reached.lastNumber()
                : files.get(files.size() - 1).view().number();
        handle.createUpdate("insert into incident.calendar_pass values (:serial, :last, :moved, :done)"
                        + " on conflict (serial) do update set last_number = excluded.last_number,"
                        + " moved = calendar_pass.moved + excluded.moved, done = excluded.done")
                .bind("serial", serial)
                .bind("last", last)
                .bind("moved", moved)
                .bind("done", done)
                .execute();
    }
}
