package io.geshao.incident.rulebook;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.list.Admission;
import io.geshao.incident.list.store.AdmissionTable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The admission desk over its tables. Any thread. */
public final class StoredAdmissions implements AdmissionDesk {
    private final AdmissionTable table;
    private final ZoneId zone;
    private final Ticker ticker;

    /** @param zone whose year the numbers carry */
    public StoredAdmissions(DataSource database, ZoneId zone, Ticker ticker) {
        table = new AdmissionTable(database);
        this.zone = zone;
        this.ticker = ticker;
    }

    @Override
    public List<Sheet> list(int limit) {
        return table.list(limit).stream().map(this::sheet).toList();
    }

    @Override
    public Optional<Sheet> find(String id) {
        return table.find(id).map(this::sheet);
    }

    @Override
    public Sheet apply(Wish wish, String account) {
        if (wish.reason().isBlank()) {
            throw new RefusedException(RefusedException.Reason.REASON_MISSING, "a request needs a reason");
        }
        long now = ticker.epochMillis();
        String year = Integer.toString(Instant.ofEpochMilli(now).atZone(zone).getYear());
        return sheet(table.add(
                year,
                id -> new Admission(
                        id,
                        wish.classCode(),
                        wish.place(),
                        wish.reason().strip(),
                        wish.fundNote().strip(),
                        Admission.State.APPLIED,
                        account,
                        null,
                        null,
                        wish.untilMillis()),
                now));
    }

    @Override
    public Sheet take(String id, Action action, String reason, String account) {
        Admission.Outcome outcome = table.take(
                        id, Admission.Action.valueOf(action.name()), account, reason.strip(), ticker.epochMillis())
                .orElseThrow(() ->
                        new RefusedException(RefusedException.Reason.NO_SUCH_ADMISSION, "there is no request " + id));
        return switch (outcome.verdict()) {
            case DONE -> sheet(outcome.admission());
            case NOT_IN_THIS_STATE ->
                throw new RefusedException(
                        RefusedException.Reason.NOT_IN_THIS_STATE,
                        id + " is " + outcome.admission().state() + ": not the time to " + action);
            case SAME_PERSON ->
                throw new RefusedException(
                        RefusedException.Reason.SAME_PERSON, "somebody else applied, reviews and decides");
            case REASON_MISSING ->
                throw new RefusedException(RefusedException.Reason.REASON_MISSING, action + " needs a reason");
        };
    }

    private Sheet sheet(Admission admission) {
        return new Sheet(
                admission.id(),
                admission.classCode(),
                admission.place(),
                admission.reason(),
                admission.fundNote(),
                admission.state().name(),
                admission.untilMillis(),
                table.steps(admission.id()).stream()
                        .map(step -> new SheetStep(step.action(), step.account(), step.reason(), step.atMillis()))
                        .toList());
    }
}
