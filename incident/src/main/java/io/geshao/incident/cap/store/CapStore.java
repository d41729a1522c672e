package io.geshao.incident.cap.store;

import io.geshao.casework.CapBulletin;
import io.geshao.casework.port.CapFeed;
import io.geshao.core.CaseView;
import io.geshao.incident.cap.CapConfig;
import io.geshao.incident.cap.CapDocument;
import io.geshao.incident.cap.CapDocument.Reference;
import io.geshao.incident.cap.CapTurn;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import io.geshao.incident.store.StepFollower;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Publishes in the case's transaction, so that what is published and what the case says are one. */
public final class CapStore implements CapFeed, StepFollower {
    private static final int PER_SECOND = 10;
    private static final long SECOND = 1_000;

    private final Jdbi jdbi;
    private final CapConfig config;

    public CapStore(DataSource database, CapConfig config) {
        jdbi = Jdbi.create(database);
        this.config = config;
    }

    @Override
    public void follow(Handle handle, @Nullable CaseFile before, Step step, long nowMillis) {
        CapTurn.of(before, step).ifPresent(turn -> publish(handle, step.file().view(), turn, nowMillis));
    }

    private void publish(Handle handle, CaseView view, CapTurn turn, long nowMillis) {
        List<Reference> earlier = handle.createQuery(
                        "select identifier, sent_millis from incident.cap_message where number = :number order by position")
                .bind("number", view.number())
                .map((row, context) -> new Reference(row.getString("identifier"), row.getLong("sent_millis")))
                .list();
        CapTurn told = earlier.isEmpty() && turn == CapTurn.UPDATE ? CapTurn.ALERT : turn;
        Reference self = free(handle, nowMillis);
        handle.createUpdate(
                        "insert into incident.cap_message (identifier, sent_millis, number, message_type, headline_zh,"
                                + " headline_en, xml) values (:identifier, :sent, :number, :type, :zh, :en, :xml)")
                .bind("identifier", self.identifier())
                .bind("sent", self.sentMillis())
                .bind("number", view.number())
                .bind("type", told.messageType())
                .bind("zh", CapDocument.headline(view, told, "zh"))
                .bind("en", CapDocument.headline(view, told, "en"))
                .bind("xml", CapDocument.write(config, view, told, self, earlier))
                .execute();
    }

    /*
     * An identifier has one digit for the messages of a second. The eleventh is sent a second later, rather than under an
     * identifier that another message has; the one writer of the cases makes the count right.
     */
    private Reference free(Handle handle, long nowMillis) {
        for (long sent = nowMillis - Math.floorMod(nowMillis, SECOND); ; sent += SECOND) {
            int taken = handle.createQuery("select count(*) from incident.cap_message where sent_millis = :sent")
                    .bind("sent", sent)
                    .mapTo(Integer.class)
                    .one();
            if (taken < PER_SECOND) {
                return new Reference(CapDocument.identifier(config, sent, taken), sent);
            }
        }
    }

    @Override
    public List<CapBulletin> before(long position, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from incident.cap_message where position < :position order by position desc limit :limit")
                .bind("position", position)
                .bind("limit", limit)
                .map((row, context) -> bulletin(row))
                .list());
    }

    @Override
    public Optional<CapBulletin> find(String identifier) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.cap_message where identifier = :identifier")
                        .bind("identifier", identifier)
                        .map((row, context) -> bulletin(row))
                        .findOne());
    }

    private static CapBulletin bulletin(ResultSet row) throws SQLException {
        return new CapBulletin(
                row.getLong("position"),
                row.getString("identifier"),
                row.getLong("sent_millis"),
                row.getString("message_type"),
                Map.of("zh", row.getString("headline_zh"), "en", row.getString("headline_en")),
                row.getString("number"),
                row.getString("xml"));
    }
}
