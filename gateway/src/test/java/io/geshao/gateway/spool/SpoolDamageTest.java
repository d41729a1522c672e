package io.geshao.gateway.spool;

import static io.geshao.gateway.spool.Entries.RX;
import static io.geshao.gateway.spool.Entries.append;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.port.BatchSink.HourCount;
import io.geshao.core.port.BatchSink.LaneCount;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes of a real spool are changed, cut off and torn at seeded places. Whatever is hit: the spool opens, hands out
 * nothing that was not put in, and every number is either delivered or declared lost.
 */
class SpoolDamageTest {
    private static final int MESSAGES = 240;
    private static final int ROUNDS = 15;
    private static final long SEED = 20_261_122;

    @TempDir
    Path folder;

    private final FakeTicker ticker = FakeTicker.at(SegmentHead.hourOf(RX) + SegmentHead.HOUR_MILLIS - 2_000);
    /** What stands under each number. */
    private final Map<Lane, TreeMap<Long, Reading>> truth = new EnumMap<>(Lane.class);

    private final Map<Lane, Long> through = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> last = new EnumMap<>(Lane.class);

    /** Two folders: one stopped cleanly, one copied under way, with its write-ahead log. */
    @BeforeEach
    void fill() throws IOException {
        Path clean = folder.resolve("clean");
        try (Spool spool = Spool.open(clean, "gw-1", ticker, new SimpleMeterRegistry())) {
            for (int seq = 1; seq <= MESSAGES; seq++) {
                append(spool, entry(Lane.values()[seq % 3], seq));
                ticker.advance(Duration.ofMillis(20)); // over the hour
                if (seq == MESSAGES / 3) {
                    deliverSome(spool);
                }
            }
            Entries.report(spool); // writes the receipts
            Files.createDirectories(folder.resolve("live"));
            for (String part : List.of("spool.db", "spool.db-wal", "spool.mark")) {
                Files.copy(clean.resolve(part), folder.resolve("live").resolve(part));
            }
        }
    }

    private TreeMap<Long, Reading> numbersOf(Lane lane) {
        return truth.computeIfAbsent(lane, absent -> new TreeMap<>());
    }

    private SpoolEntry entry(Lane lane, int seq) {
        String device = "d-" + lane.wireName();
        List<Reading> readings = new ArrayList<>();
        TreeMap<Long, Reading> numbers = numbersOf(lane);
        for (int i = 0; i < 20; i++) {
            Reading one = Entries.reading(device, Metric.LEVEL, seq + i / 100.0, seq);
            Reading now =
                    new Reading(one.device(), one.metric(), one.value(), RX + seq, RX, ticker.epochMillis(), seq, 0);
            readings.add(now);
            numbers.put(last.merge(lane, 1L, Long::sum), now);
        }
        return new SpoolEntry(
                Entries.device(device, lane),
                new MessageIdentity(MessageIdentity.Kind.COUNTED, 0, seq, seq),
                readings,
                List.of());
    }

    /** The first few of each lane, and one that leaves a hole behind it. */
    private void deliverSome(Spool spool) {
        for (Lane lane : Lane.values()) {
            List<Batch> batches = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                batches.add(Entries.next(spool, lane));
            }
            through.put(lane, batches.get(3).last());
            for (int i : new int[] {0, 1, 2, 3, 5}) {
                spool.forget(batches.get(i));
                for (long number = batches.get(i).first();
                        number <= batches.get(i).last();
                        number++) {
                    numbersOf(lane).remove(number);
                }
            }
        }
    }

    private interface Damage {
        void to(Path file, SplittableRandom random) throws IOException;
    }

    private static void flip(Path file, SplittableRandom random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(file, bytes);
    }

    private static void tearPage(Path file, SplittableRandom random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int page = random.nextInt(bytes.length / SpoolSchema.PAGE_BYTES) * SpoolSchema.PAGE_BYTES;
        int from = page + random.nextInt(SpoolSchema.PAGE_BYTES);
        for (int i = from; i < page + SpoolSchema.PAGE_BYTES; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        Files.write(file, bytes);
    }

    private static void truncate(Path file, SplittableRandom random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }

    @Test
    void damaged_file_is_salvaged_and_every_number_delivered_or_declared() throws IOException {
        assertSalvaged("clean", "spool.db");
    }

    @Test
    void damaged_write_ahead_log_is_salvaged_and_every_number_delivered_or_declared() throws IOException {
        assertSalvaged("live", "spool.db-wal");
    }

    private void assertSalvaged(String from, String file) throws IOException {
        List<Damage> kinds = List.of(SpoolDamageTest::flip, SpoolDamageTest::tearPage, SpoolDamageTest::truncate);
        SplittableRandom random = new SplittableRandom(SEED);
        int balanced = 0;
        int repaired = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = folder.resolve(from + "-" + round);
            copy(folder.resolve(from), copy);
            kinds.get(round % kinds.size()).to(copy.resolve(file), random);
            try (Spool spool = Spool.open(copy, "gw-1", ticker, new SimpleMeterRegistry())) {
                boolean balances = balances(spool);
                long lost = drain(spool, from + " round " + round + " seed " + SEED);
                balanced += balances ? 1 : 0;
                repaired += lost > 0 ? 1 : 0;
            }
        }
        assertThat(repaired).as("rounds in which something was lost").isGreaterThan(ROUNDS / 10);
        assertThat(balanced)
                .as("rounds in which the ledger itself was hit are few")
                .isGreaterThan(ROUNDS * 2 / 3);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            files.filter(file -> !file.getFileName().toString().equals("spool.lock"))
                    .forEach(file -> {
                        try {
                            Files.copy(file, to.resolve(file.getFileName()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    /** Before anything more is delivered: what was answered is in flight, given up, or was delivered. */
    private boolean balances(Spool spool) {
        boolean balances = true;
        for (LaneCount lane : Entries.report(spool).lanes()) {
            long open = 0;
            for (HourCount hour : lane.hours()) {
                open += hour.acknowledged() - hour.duplicates() - hour.inFlight() - hour.givenUp();
            }
            balances &= open == through.getOrDefault(lane.lane(), 0L);
        }
        return balances;
    }

    private long drain(Spool spool, String round) {
        long lost = 0;
        for (Lane lane : Lane.values()) {
            TreeMap<Long, Reading> left = new TreeMap<>(numbersOf(lane));
            for (Batch batch = spool.next(lane); batch != null; batch = spool.next(lane)) {
                long number = batch.first();
                for (Reading reading : batch.readings()) {
                    Reading put = left.remove(number);
                    assertThat(reading.flags()).isZero();
                    assertThat(reading).as("%s, %s %d", round, lane, number).isEqualTo(put);
                    number++;
                }
                for (Batch.Gap gap : batch.gaps()) {
                    assertThat(gap.cause()).isEqualTo(Batch.Gap.Cause.DAMAGED);
                    assertThat(gap.readings() + gap.rejections()).isEqualTo((int) (gap.last() - gap.first() + 1));
                    lost += gap.readings() + gap.rejections();
                    left.subMap(gap.first(), true, gap.last(), true).clear();
                    number = gap.last() + 1;
                }
                assertThat(number).as(round).isEqualTo(batch.last() + 1);
                spool.forget(batch);
            }
            assertThat(left.keySet())
                    .as("%s, %s: neither delivered nor declared", round, lane)
                    .isEmpty();
        }
        SpoolEntry more = Entries.message("later", 1, 1);
        assertThat(append(spool, more)).as(round).isEqualTo(AppendResult.COMMITTED);
        assertThat(Entries.next(spool, Lane.ROUTINE).first())
                .as(round)
                .isGreaterThan(last.getOrDefault(Lane.ROUTINE, 0L));
        return lost;
    }
}
