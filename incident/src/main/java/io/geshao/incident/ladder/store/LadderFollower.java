package io.geshao.incident.ladder.store;

import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import io.geshao.incident.ladder.CaseNews;
import io.geshao.incident.ladder.CaseNews.What;
import io.geshao.incident.ladder.Ladder;
import io.geshao.incident.ladder.LadderRules;
import io.geshao.incident.ladder.LadderTexts;
import io.geshao.incident.ladder.Turn;
import io.geshao.incident.notice.store.Json;
import io.geshao.incident.notice.store.Outbox;
import io.geshao.incident.store.StepFollower;
import java.time.ZoneId;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Begins and stops ladders in the transaction of the case. Most steps of a case mean nothing to a ladder and cost no
 * statement; an opening costs one, whoever is to be told is found out after the commit by the runner.
 */
public final class LadderFollower implements StepFollower {
    private final LadderTexts texts;

    public LadderFollower(ZoneId zone) {
        texts = new LadderTexts(zone);
    }

    @Override
    public void follow(Handle handle, @Nullable CaseFile before, Step step, long nowMillis) {
        CaseNews news = CaseNews.of(before, step);
        String number = news.view().number();
        if (news.what() == What.NONE) {
            return;
        }
        if (news.what() == What.OPENED) {
            news.plan().ifPresent(plan -> LadderStore.insert(handle, LadderRules.begin(number, plan, nowMillis)));
            return;
        }
        handle.createQuery("select fence, state::text as state from incident.ladder where number = :number for update")
                .bind("number", number)
                .map((row, context) -> new Found(row.getLong("fence"), Json.read(row.getString("state"), Ladder.class)))
                .findOne()
                .ifPresent(found -> turn(handle, found, news, nowMillis));
    }

    private void turn(Handle handle, Found found, CaseNews news, long nowMillis) {
        Turn turn = LadderRules.follow(found.ladder(), news, nowMillis);
        if (turn.ladder().equals(found.ladder())) {
            return;
        }
        LadderStore.save(handle, turn.ladder(), found.fence());
        LadderStore.follow(handle, turn, nowMillis);
        if (news.what() == What.ENDED || news.what() == What.WENT_QUIET) {
            String step = turn.ladder().stepId(news.what() + "-" + nowMillis);
            Outbox.update(
                    handle, news.view().number(), step, texts.update(news.view(), news.what()), Set.of(), nowMillis);
        }
    }

    private record Found(long fence, Ladder ladder) {}
}
