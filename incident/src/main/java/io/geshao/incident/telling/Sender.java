package io.geshao.incident.telling;

import io.geshao.casework.Channel;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import io.geshao.core.Severity;
import io.geshao.core.time.Ticker;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.Posted;
import io.geshao.incident.notice.channel.Channels;
import io.geshao.incident.notice.channel.Channels.Line;
import io.geshao.incident.notice.store.ChannelTable;
import io.geshao.incident.notice.store.Outbox;
import io.geshao.incident.notice.store.Outbox.Claim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the outbox, life safety first. {@link #turn} is called by one thread; sends run on the executor, at
 * most a few of a channel at once, so that a slow provider holds up nobody but itself.
 */
final class Sender {
    /*
     * At least once: a send is recorded after the provider has answered. If the process dies in between, the row is taken
     * back a minute later and goes again under the same key, which the receiver sees.
     *
     * Life safety does not wait for a sick channel: the first failure, or a wait of more than ten seconds, adds a row for
     * the person's next channel while the first goes on trying.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final int BITE = 200;
    private static final long GIVE_UP_MILLIS = 600_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final long BYPASS_MILLIS = 10_000;
    private static final long DIGEST_OLD_MILLIS = 86_400_000;
    /** A call that has no receipt is taken to be over after this. */
    private static final long CALL_MILLIS = 45_000;
    /** Sends of one channel at once: the more severe the more. */
    private static final Map<Severity, Integer> AT_ONCE =
            Map.of(Severity.S1, 4, Severity.S2, 2, Severity.S3, 1, Severity.S4, 1);
    /** By what way a person is told if the one before fails: the surest first. */
    private static final List<Channel> NEXT = List.of(
            Channel.VOICE, Channel.SMS, Channel.PUSH, Channel.WECOM, Channel.DINGTALK, Channel.FEISHU, Channel.EMAIL);

    private final Outbox outbox;
    private final ChannelTable table;
    private final Channels channels;
    private final Executor executor;
    private final Ticker ticker;
    private final NoticeMeters meters;
    private final Untold untold;
    private final Map<String, Integer> inHand = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Set<Long> taken = ConcurrentHashMap.newKeySet();

    /** What went wrong with a channel last, and since when. */
    record Fault(String detail, long sinceMillis) {}

    /** Hears of steps that nobody got. */
    interface Untold {
        void untold(String number, String step);
    }

    Sender(
            Outbox outbox,
            ChannelTable table,
            Channels channels,
            Executor executor,
            Ticker ticker,
            NoticeMeters meters,
            Untold untold) {
        this.outbox = outbox;
        this.table = table;
        this.channels = channels;
        this.executor = executor;
        this.ticker = ticker;
        this.meters = meters;
        this.untold = untold;
    }

    /** Begins what is due and has a free line; returns how many. */
    int turn() {
        int begun = 0;
        for (Posted notice : outbox.due(ticker.epochMillis(), BITE)) {
            if (begin(notice)) {
                begun++;
            }
        }
        return begun;
    }

    private boolean begin(Posted notice) {
        String sender = notice.notice().sender();
        int most = AT_ONCE.getOrDefault(notice.notice().severity(), 1);
        if (!taken.add(notice.id())) {
            return false; // an earlier turn has it under way
        }
        if (inHand.merge(sender, 1, Integer::sum) > most) {
            done(notice);
            return false;
        }
        try {
            executor.execute(() -> {
                try {
                    handle(notice);
                } catch (RuntimeException e) {
                    // The row keeps its state: it is due again, or is taken back once it has been in hand too long.
                    LOG.warn("notice {} could not be handled: {}", notice.key(), e.toString());
                } finally {
                    done(notice);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            done(notice); // stopping, or every sender is busy: it stays queued
            return false;
        }
    }

    private void done(Posted notice) {
        taken.remove(notice.id());
        inHand.merge(notice.notice().sender(), -1, Integer::sum);
    }

    private void handle(Posted notice) {
        long now = ticker.epochMillis();
        Optional<Line> line = channels.named(notice.notice().sender());
        if (line.isEmpty()) {
            giveUp(notice, NoticeState.FAILED, NoticeReason.NO_SUCH_CHANNEL, now);
            return;
        }
        if (isTooOld(notice, now)) {
            boolean tried = notice.attempts() > 0;
            giveUp(
                    notice,
                    tried ? NoticeState.FAILED : NoticeState.EXPIRED,
                    tried ? NoticeReason.COULD_NOT_BE_TOLD : NoticeReason.TOO_OLD,
                    now);
            return;
        }
        long call = notice.notice().channel() == Channel.VOICE ? CALL_MILLIS : 0;
        Claim claim = outbox.claim(notice, line.get().spec().budget(), call, now);
        if (claim instanceof Claim.Later later) {
            outbox.defer(notice, later.freeMillis(), now);
            if (later.freeMillis() - now > BYPASS_MILLIS) {
                bypass(notice, now);
            }
        } else if (claim instanceof Claim.Taken mine) {
            send(mine.notice(), line.get(), now);
        }
    }

    private static boolean isTooOld(Posted notice, long now) {
        Long first = notice.firstTryMillis();
        if (first != null) {
            return now - first > GIVE_UP_MILLIS;
        }
        boolean digest = notice.notice().kind() == NoticeKind.DIGEST;
        return now - notice.createdMillis() > (digest ? DIGEST_OLD_MILLIS : GIVE_UP_MILLIS);
    }

    private void send(Posted mine, Line line, long now) {
        Notice notice = mine.notice();
        String language = line.spec().language();
        Message message = new Message(
                mine.key(),
                notice.kind(),
                notice.severity(),
                notice.drill(),
                notice.number(),
                notice.address(),
                notice.text().titleIn(language),
                notice.text().bodyIn(language),
                now);
        Delivery delivery = line.channel().send(message);
        long after = ticker.epochMillis();
        meters.attempted(line.spec(), delivery.outcome());
        switch (delivery.outcome()) {
            case ACCEPTED -> {
                recovered(line.spec().name());
                if (outbox.accepted(mine, delivery.detail(), after)) {
                    meters.ended(notice, NoticeState.SENT, NoticeReason.ACCEPTED);
                    meters.accepted(notice, after - mine.createdMillis());
                }
            }
            case BUSY -> retry(mine, line, NoticeReason.PROVIDER_BUSY, delivery.detail(), after);
            case DOWN -> retry(mine, line, NoticeReason.PROVIDER_DOWN, delivery.detail(), after);
            case REFUSED -> {
                failing(line.spec().name(), delivery.detail(), after);
                if (outbox.failed(mine, NoticeReason.REFUSED, delivery.detail(), after)) {
                    ended(mine, NoticeState.FAILED, NoticeReason.REFUSED, after);
                }
            }
        }
    }

    private void retry(Posted mine, Line line, NoticeReason reason, String detail, long now) {
        failing(line.spec().name(), detail, now);
        long pause = Math.min(LONGEST_PAUSE_MILLIS, 1_000L << Math.min(mine.attempts() - 1, 6));
        Long first = mine.firstTryMillis();
        if (first != null && now + pause - first > GIVE_UP_MILLIS) {
            if (outbox.failed(mine, NoticeReason.COULD_NOT_BE_TOLD, detail, now)) {
                ended(mine, NoticeState.FAILED, NoticeReason.COULD_NOT_BE_TOLD, now);
            }
            return;
        }
        outbox.again(mine, reason, detail, now + pause, now);
        bypass(mine, now);
    }

    private void giveUp(Posted notice, NoticeState state, NoticeReason reason, long now) {
        if (outbox.expire(notice, state, reason, now)) {
            ended(notice, state, reason, now);
        }
    }

    /** It will not arrive: the person's next channel, and if the whole step came to nothing, the next step. */
    private void ended(Posted notice, NoticeState state, NoticeReason reason, long now) {
        meters.ended(notice.notice(), state, reason);
        LOG.warn("notice {} by {} ends {}: {}", notice.key(), notice.notice().sender(), state, reason);
        Notice told = notice.notice();
        boolean other =
                told.kind() == NoticeKind.STEP || told.kind() == NoticeKind.DIGEST ? another(notice, now) : false;
        if (!other && told.kind() == NoticeKind.STEP && !outbox.anyHope(told.number(), told.step())) {
            untold.untold(told.number(), told.step());
        }
    }

    private void bypass(Posted notice, long now) {
        if (notice.notice().severity() == Severity.S1 && notice.notice().kind() == NoticeKind.STEP) {
            another(notice, now);
        }
    }

    /** Adds the person's next channel; what the step uses already is there and stays as it is. */
    private boolean another(Posted failed, long now) {
        Notice notice = failed.notice();
        Map<Channel, String> others = new TreeMap<>(notice.others());
        for (Channel channel : NEXT) {
            String address = others.remove(channel);
            if (address == null || channel == notice.channel()) {
                continue;
            }
            Optional<Line> line = channels.find(channel, placeOf(notice), notice.drill());
            if (line.isEmpty()) {
                continue;
            }
            Notice next = new Notice(
                    notice.kind(),
                    notice.number(),
                    notice.step(),
                    notice.severity(),
                    notice.drill(),
                    notice.person(),
                    notice.personName(),
                    notice.post(),
                    channel,
                    line.get().spec().name(),
                    address,
                    others,
                    notice.text(),
                    now);
            // A row that a cancelled case left behind must not come back by another way.
            return outbox.instead(failed, next, now);
        }
        return false;
    }

    /** The sender's own subtree: the person's other channels were looked for in the same place. */
    private String placeOf(Notice notice) {
        return channels.named(notice.sender()).map(line -> line.spec().place()).orElse("");
    }

    private void failing(String sender, String detail, long now) {
        Fault before = faults.get(sender);
        if (before == null) {
            LOG.warn("channel {} fails: {}", sender, detail);
            table.fault(sender, detail, now);
        }
        faults.put(sender, new Fault(detail, before == null ? now : before.sinceMillis()));
    }

    private void recovered(String sender) {
        if (faults.remove(sender) != null) {
            LOG.info("channel {} works again", sender);
            table.fault(sender, "", 0);
        }
    }
}
