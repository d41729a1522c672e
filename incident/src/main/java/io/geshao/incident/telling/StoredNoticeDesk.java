package io.geshao.incident.telling;

import io.geshao.casework.Channel;
import io.geshao.casework.ChannelView;
import io.geshao.casework.LadderView;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import io.geshao.casework.NoticeView;
import io.geshao.casework.port.NoticeDesk;
import io.geshao.core.Severity;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.ladder.store.LadderStore;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.NoticeText;
import io.geshao.incident.notice.Posted;
import io.geshao.incident.notice.store.ChannelTable;
import io.geshao.incident.notice.store.Findings;
import io.geshao.incident.notice.store.Outbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The notice desk over the store, in any process: a test message goes through the outbox like every other, to be sent by
 * the process that sends. Any thread.
 */
public final class StoredNoticeDesk implements NoticeDesk {
    private static final int TEST_LOOKS = 100;
    private static final long TEST_LOOK_MILLIS = 100;

    private final Outbox outbox;
    private final LadderStore ladders;
    private final Findings findings;
    private final ChannelTable channels;
    private final CaseDesk cases;
    private final Ticker ticker;
    private final Runnable wake;

    /** @param wake tells whoever sends that there is something, if that is in this process */
    public StoredNoticeDesk(DataSource database, CaseDesk cases, Ticker ticker, Runnable wake) {
        outbox = new Outbox(database);
        ladders = new LadderStore(database);
        findings = new Findings(database);
        channels = new ChannelTable(database);
        this.cases = cases;
        this.ticker = ticker;
        this.wake = wake;
    }

    @Override
    public Optional<LadderView> ladder(String number) {
        return ladders.view(number);
    }

    @Override
    public List<NoticeView> notices(Filter filter, int limit) {
        return outbox.list(filter, limit);
    }

    @Override
    public List<Finding> findings(int limit) {
        return findings.list(limit);
    }

    @Override
    public List<ChannelView> channels() {
        return channels.list(outbox.waiting(), ticker.epochMillis());
    }

    @Override
    public NoticeView test(String channel, String address, String actor) {
        Channel kind = channels.channel(channel).orElseThrow(() -> noSuchChannel(channel));
        long now = ticker.epochMillis();
        Notice notice = new Notice(
                NoticeKind.TEST,
                "",
                "test/" + UUID.randomUUID(),
                Severity.S3,
                false,
                actor,
                Map.of("zh", actor, "en", actor),
                null,
                kind,
                channel,
                address,
                Map.of(),
                new NoticeText(
                        Map.of("zh", "格哨测试消息", "en", "Test message of Geshao"),
                        Map.of("zh", "由 " + actor + " 发送，无需处理", "en", "Sent by " + actor + ", nothing to do")),
                now);
        outbox.write(List.of(notice), now);
        wake.run();
        long id = outbox.byKey(notice.key())
                .map(Posted::id)
                .orElseThrow(() -> new IllegalStateException("the test message is gone"));
        NoticeView view = look(id);
        Semaphore never = new Semaphore(0);
        for (int look = 0; look < TEST_LOOKS && !view.state().isEnd() && view.attempts() < 2; look++) {
            try {
                if (never.tryAcquire(TEST_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            view = look(id);
        }
        return view;
    }

    private NoticeView look(long id) {
        return outbox.view(id).orElseThrow(() -> new IllegalStateException("notice " + id + " is gone"));
    }

    @Override
    public boolean shown(long id, String person) {
        return outbox.shown(id, person, ticker.epochMillis());
    }

    @Override
    public void receipt(String channel, String token, Receipt receipt) {
        if (channels.channel(channel).isEmpty()) {
            throw noSuchChannel(channel);
        }
        if (!channels.knows(channel, token)) {
            throw new RefusedException(RefusedException.Reason.BAD_TOKEN, "not the token of " + channel);
        }
        Posted notice = outbox.byKey(receipt.key())
                .filter(posted -> posted.notice().sender().equals(channel))
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Reason.NO_SUCH_NOTICE, channel + " was handed no notice " + receipt.key()));
        long now = ticker.epochMillis();
        String detail = receipt.detail();
        switch (receipt.event()) {
            case DELIVERED, ANSWERED ->
                outbox.receipt(notice.key(), NoticeState.DELIVERED, NoticeReason.RECEIPT, detail, now);
            case NOT_DELIVERED ->
                outbox.receipt(notice.key(), NoticeState.FAILED, NoticeReason.NOT_DELIVERED, detail, now);
            case KEY_ONE -> {
                outbox.receipt(notice.key(), NoticeState.DELIVERED, NoticeReason.KEY_PRESSED, detail, now);
                acknowledge(notice);
            }
        }
    }

    /** Key 1 pressed twice, or after somebody else was faster, is no fault of the caller's. */
    private void acknowledge(Posted notice) {
        if (notice.notice().number().isEmpty()) {
            return;
        }
        try {
            cases.acknowledge(notice.notice().number(), notice.notice().person());
        } catch (CaseDesk.RefusedException e) {
            if (e.reason() == CaseDesk.RefusedException.Reason.NO_SUCH_CASE) {
                throw e;
            }
        }
    }

    private static RefusedException noSuchChannel(String channel) {
        return new RefusedException(RefusedException.Reason.NO_SUCH_CHANNEL, "no channel " + channel);
    }
}
