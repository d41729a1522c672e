package io.geshao.incident.notice;

import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import org.jspecify.annotations.Nullable;

/**
 * A notice as it lies in the outbox.
 *
 * @param fence goes up each time somebody takes it in hand; only who knows it may write what became of it
 * @param firstTryMillis when the first send was begun, or null
 */
public record Posted(
        long id,
        String key,
        Notice notice,
        NoticeState state,
        NoticeReason reason,
        int attempts,
        long fence,
        long createdMillis,
        @Nullable Long firstTryMillis) {}
