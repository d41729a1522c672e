package io.geshao.incident.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Seeded cases of a small district: three communities, four units, three months around a given start. */
public final class RandomFacts {
    public static final String DISTRICT = "310104";
    private static final long DAY = 86_400_000L;
    private static final List<String> PLACES = List.of(
            "310104/013/yuhua/g01/b01",
            "310104/013/yuhua/g01/b01/u2",
            "310104/013/yuhua/g02",
            "310104/013/yuhua2/g01/b01",
            "310104/014/huaan/g01/b07");
    private static final List<String> UNITS = List.of("", "water", "waste", "parking");

    private final Random random;
    private final long startMillis;

    public RandomFacts(long seed, long startMillis) {
        random = new Random(seed);
        this.startMillis = startMillis;
    }

    public List<CaseFacts> make(int cases) {
        List<CaseFacts> made = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            made.add(one(String.format("c-%05d", i)));
        }
        return made;
    }

    private CaseFacts one(String number) {
        String place = PLACES.get(random.nextInt(PLACES.size()));
        long reported = startMillis + (long) (random.nextDouble() * 90 * DAY);
        CaseFacts.Draft draft = new CaseFacts.Draft(new CaseFacts.Subject(
                number,
                place,
                UNITS.get(random.nextInt(UNITS.size())),
                "E05-06-1",
                "1",
                "SENSOR",
                1 + random.nextInt(4),
                1 + random.nextInt(4),
                FactsFold.spot("E05-06-1", place),
                Map.of("zh", "案件", "en", "Case")));
        draft.at(Moment.REPORTED, reported);
        for (Moment moment : Moment.values()) {
            if (moment != Moment.REPORTED && random.nextInt(3) > 0) {
                draft.at(moment, after(reported));
            }
        }
        for (Tally tally : Tally.values()) {
            draft.count(tally, Math.max(0, random.nextInt(7) - 3));
        }
        for (Mark mark : Mark.values()) {
            boolean rare = mark == Mark.DRILL || mark == Mark.MERGED || mark == Mark.VOID;
            draft.mark(mark, random.nextInt(rare ? 8 : 2) == 0);
        }
        return draft.finish();
    }

    private @Nullable Long after(long millis) {
        return millis + (long) (random.nextDouble() * 40 * DAY);
    }
}
