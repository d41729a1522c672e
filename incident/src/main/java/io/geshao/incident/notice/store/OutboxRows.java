package io.geshao.incident.notice.store;

import io.geshao.casework.Channel;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import io.geshao.casework.NoticeView;
import io.geshao.casework.Post;
import io.geshao.core.Severity;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.NoticeText;
import io.geshao.incident.notice.Posted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of the outbox as values. */
final class OutboxRows {
    private OutboxRows() {}

    static Posted posted(ResultSet row) throws SQLException {
        return new Posted(
                row.getLong("id"),
                row.getString("key"),
                new Notice(
                        NoticeKind.valueOf(row.getString("kind")),
                        row.getString("number"),
                        row.getString("step"),
                        severity(row.getInt("severity")),
                        row.getBoolean("drill"),
                        row.getString("person"),
                        Json.words(row.getString("person_name")),
                        post(row.getString("post")),
                        Channel.valueOf(row.getString("channel")),
                        row.getString("sender"),
                        row.getString("address"),
                        Json.addresses(row.getString("others")),
                        Json.read(row.getString("content"), NoticeText.class),
                        row.getLong("due_millis")),
                NoticeState.valueOf(row.getString("state")),
                NoticeReason.valueOf(row.getString("reason")),
                row.getInt("attempts"),
                row.getLong("fence"),
                row.getLong("created_millis"),
                row.getObject("first_try_millis", Long.class));
    }

    static NoticeView view(ResultSet row) throws SQLException {
        NoticeText text = Json.read(row.getString("content"), NoticeText.class);
        return new NoticeView(
                row.getLong("id"),
                row.getString("key"),
                NoticeKind.valueOf(row.getString("kind")),
                row.getString("number"),
                row.getString("step"),
                severity(row.getInt("severity")),
                row.getBoolean("drill"),
                row.getString("person"),
                Json.words(row.getString("person_name")),
                post(row.getString("post")),
                Channel.valueOf(row.getString("channel")),
                row.getString("sender"),
                Map.of("zh", text.in("zh"), "en", text.in("en")),
                NoticeState.valueOf(row.getString("state")),
                NoticeReason.valueOf(row.getString("reason")),
                row.getInt("attempts"),
                row.getString("detail"),
                row.getLong("created_millis"),
                row.getLong("due_millis"),
                row.getLong("updated_millis"),
                row.getObject("sent_millis", Long.class));
    }

    static @Nullable Post post(@Nullable String name) {
        return name == null ? null : Post.valueOf(name);
    }

    static Severity severity(int rank) {
        return Severity.valueOf("S" + rank);
    }

    static int rank(Severity severity) {
        return severity.ordinal() + 1;
    }
}
