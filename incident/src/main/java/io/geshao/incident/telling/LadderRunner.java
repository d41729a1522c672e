package io.geshao.incident.telling;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.port.DutyRoster;
import io.geshao.core.CaseView;
import io.geshao.core.time.Ticker;
import io.geshao.incident.ladder.CaseNews;
import io.geshao.incident.ladder.Crew;
import io.geshao.incident.ladder.Ladder;
import io.geshao.incident.ladder.LadderRules;
import io.geshao.incident.ladder.LadderTexts;
import io.geshao.incident.ladder.Turn;
import io.geshao.incident.ladder.Turn.Telling;
import io.geshao.incident.ladder.store.LadderStore;
import io.geshao.incident.ladder.store.LadderStore.Due;
import io.geshao.incident.ladder.store.LadderStore.Look;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.NoticeText;
import io.geshao.incident.notice.channel.Channels;
import io.geshao.incident.notice.channel.Channels.Line;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns ladders that are due. Owner: one thread; other processes may run one too, the fence decides. */
final class LadderRunner {
    private static final Logger LOG = LoggerFactory.getLogger(LadderRunner.class);
    private static final int BITE = 100;

    private final LadderStore store;
    private final DutyRoster roster;
    private final Channels channels;
    private final LadderTexts texts;
    private final ZoneId zone;
    private final Ticker ticker;
    private final NoticeMeters meters;

    LadderRunner(
            LadderStore store, DutyRoster roster, Channels channels, ZoneId zone, Ticker ticker, NoticeMeters meters) {
        this.store = store;
        this.roster = roster;
        this.channels = channels;
        this.texts = new LadderTexts(zone);
        this.zone = zone;
        this.ticker = ticker;
        this.meters = meters;
    }

    /** Turns every ladder that is due now; returns how many moved. */
    int turn() {
        int moved = 0;
        for (Due due : store.due(ticker.epochMillis(), BITE)) {
            try {
                moved += turn(due) ? 1 : 0;
            } catch (RuntimeException e) {
                // One case must not hold up the others; it stays due, and the watchdog sees it.
                LOG.error("the ladder of {} cannot be turned; will try again", due.number(), e);
            }
        }
        return moved;
    }

    private boolean turn(Due due) {
        return store.look(due)
                .map(look -> commit(
                        look,
                        now -> LadderRules.due(
                                look.ladder(),
                                CaseNews.goesOn(look.file()),
                                look.isPutAside(),
                                crew(look, now),
                                Instant.ofEpochMilli(now).atZone(zone).toLocalTime(),
                                now)))
                .orElse(false);
    }

    /** Has the shift changed for a case that may still page? */
    void lookAtShifts() {
        for (Due due : store.open()) {
            store.look(due)
                    .ifPresent(
                            look -> commit(look, now -> LadderRules.shiftChange(look.ladder(), crew(look, now), now)));
        }
    }

    /** An alert is no longer put aside: what was held because of it goes on. */
    void back(String alertId) {
        for (String number : store.heldWith(alertId)) {
            store.look(number).ifPresent(look -> commit(look, now -> LadderRules.back(look.ladder(), now)));
        }
    }

    /** Nobody of a step got anything. */
    void untold(String number, String step) {
        store.look(number).ifPresent(look -> commit(look, now -> LadderRules.untold(look.ladder(), step, now)));
    }

    private boolean commit(Look look, Function<Long, Turn> decision) {
        long now = ticker.epochMillis();
        Turn turn = decision.apply(now);
        if (turn.ladder().equals(look.ladder())) {
            return false;
        }
        boolean committed = store.commit(look, turn, notices(look, turn, now), now);
        if (committed) {
            meters.turned(turn);
            if (turn.tellings().isEmpty() && !turn.gaps().isEmpty()) {
                LOG.error(
                        "nobody can be told of case {}: {} nobody fills or can be reached by any channel there is",
                        look.ladder().number(),
                        turn.gaps());
            }
        }
        return committed;
    }

    private Crew crew(Look look, long now) {
        CaseView view = look.file().view();
        Map<Post, List<Recipient>> asked = new HashMap<>();
        return new Crew(
                post -> asked.computeIfAbsent(
                        post, fresh -> roster.onDuty(fresh, view.place(), duty(view), unit(view), now)),
                channel -> line(channel, view).isPresent());
    }

    private Optional<Line> line(Channel channel, CaseView view) {
        return channels.find(channel, view.place(), view.drill());
    }

    private List<Notice> notices(Look look, Turn turn, long now) {
        CaseView view = look.file().view();
        List<Map<String, String>> names =
                turn.tellings().stream().map(telling -> telling.person().name()).toList();
        List<Notice> notices = new ArrayList<>();
        for (Telling telling : turn.tellings()) {
            NoticeText text = text(view, turn.ladder(), telling.kind(), names);
            for (Channel channel : telling.channels()) {
                line(channel, view).ifPresent(line -> notices.add(notice(view, telling, channel, line, text, now)));
            }
        }
        return notices;
    }

    private static Notice notice(
            CaseView view, Telling telling, Channel channel, Line line, NoticeText text, long now) {
        Recipient person = telling.person();
        Map<Channel, String> others = new HashMap<>(person.addresses());
        telling.channels().forEach(others::remove);
        return new Notice(
                telling.kind(),
                view.number(),
                telling.step(),
                view.severity(),
                view.drill(),
                person.person(),
                person.name(),
                person.post(),
                channel,
                line.spec().name(),
                person.addresses().getOrDefault(channel, ""),
                others,
                text,
                now);
    }

    private NoticeText text(CaseView view, Ladder ladder, NoticeKind kind, List<Map<String, String>> names) {
        Long lapse = ladder.lapseMillis();
        return switch (kind) {
            case REMINDER -> texts.reminder(view, lapse == null ? 0 : lapse);
            case HANDOVER -> texts.handover(view);
            case PLATFORM -> texts.unanswered(view);
            default -> texts.page(view, names);
        };
    }

    /** What kind of duty a case is: by the classes of the platform, else by what the city's classes are about. */
    static DutyKind duty(CaseView view) {
        String code = view.classCode();
        if (code.startsWith("EM-01") || code.startsWith("EM-02") || code.equals("MT-06")) {
            return DutyKind.FIRE;
        }
        if (code.startsWith("EM-03") || code.startsWith("EM-04") || code.startsWith("E05")) {
            return DutyKind.WATER;
        }
        if (code.startsWith("E01")) {
            return DutyKind.WASTE;
        }
        return code.startsWith("E04") ? DutyKind.PARKING : DutyKind.GENERAL;
    }

    /** The responsible unit; its name in Chinese is what the responsibility list knows it by. */
    static String unit(CaseView view) {
        return view.unit().getOrDefault("zh", "");
    }
}
