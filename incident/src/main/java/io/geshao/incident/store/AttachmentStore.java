package io.geshao.incident.store;

import io.geshao.casework.cases.Attachment;
import io.geshao.casework.port.CaseWorkDesk.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Photos and files of cases with their sums. Any thread. */
public final class AttachmentStore {
    private static final String ABOUT = "select id, name, media_type, size, sha256, at_millis, actor";
    private static final int ID_CHARACTERS = 16;

    private final Jdbi jdbi;

    public AttachmentStore(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** Stores it, once: the same bytes at the same case are the same attachment. */
    public Attachment add(String number, String name, String mediaType, byte[] bytes, String actor, long nowMillis) {
        String sum = sha256(bytes);
        String id = number + "-" + sum.substring(0, ID_CHARACTERS);
        jdbi.useHandle(handle -> handle.createUpdate("insert into incident.case_attachment values (:id, :number, :name,"
                        + " :type, :size, :sum, :at, :actor, :bytes) on conflict (id) do nothing")
                .bind("id", id)
                .bind("number", number)
                .bind("name", name)
                .bind("type", mediaType)
                .bind("size", bytes.length)
                .bind("sum", sum)
                .bind("at", nowMillis)
                .bind("actor", actor)
                .bind("bytes", bytes)
                .execute());
        return new Attachment(id, name, mediaType, bytes.length, sum, nowMillis, actor);
    }

    /** Those of a case, oldest first, without their bytes. */
    public List<Attachment> of(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        ABOUT + " from incident.case_attachment where number = :number order by at_millis, id")
                .bind("number", number)
                .map((row, context) -> attachment(row))
                .list());
    }

    public Optional<Content> find(String number, String id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        ABOUT + ", bytes from incident.case_attachment where id = :id and number = :number")
                .bind("id", id)
                .bind("number", number)
                .map((row, context) -> new Content(attachment(row), row.getBytes("bytes")))
                .findOne());
    }

    private static Attachment attachment(ResultSet row) throws SQLException {
        return new Attachment(
                row.getString("id"),
                row.getString("name"),
                row.getString("media_type"),
                row.getInt("size"),
                row.getString("sha256"),
                row.getLong("at_millis"),
                row.getString("actor"));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
