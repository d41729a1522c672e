package io.geshao.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of writing and sending, several times over one folder. */
class SpoolCrashIT {
    private static final int ROUNDS = 4;
    private static final int ACKS_PER_ROUND = 1_000;
    /** Sent again after each crash although they were acknowledged: the device did not hear it. */
    private static final int SENT_AGAIN = 40;

    @TempDir
    Path folder;

    private final Set<Long> acknowledged = new HashSet<>();
    private final Map<Long, Long> seqByNumber = new TreeMap<>();
    private final Map<Long, String> batchByFirst = new HashMap<>();
    private long duplicates;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void acknowledged_message_is_there_exactly_once_after_kill_minus_nine() throws Exception {
        long next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            runUntilKilled(next, ACKS_PER_ROUND + round * 157);
            long highest =
                    acknowledged.stream().mapToLong(Long::longValue).max().orElse(0);
            next = Math.max(0, highest - SENT_AGAIN);
        }
        drainTheRest();

        Map<Long, Integer> times = new HashMap<>();
        seqByNumber.values().forEach(seq -> times.merge(seq, 1, Integer::sum));
        assertThat(times.keySet()).as("nothing acknowledged is lost").containsAll(acknowledged);
        assertThat(times.values()).as("nothing is there twice").allMatch(count -> count == 1);
        assertThat(seqByNumber).as("numbers without a hole").hasSize((int) highestNumber());
        assertThat(duplicates).as("messages sent again were recognised").isGreaterThanOrEqualTo(SENT_AGAIN);
    }

    private long highestNumber() {
        return seqByNumber.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void runUntilKilled(long firstSeq, int acks) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingProcess.class.getName(),
                        folder.toString(),
                        Long.toString(firstSeq))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int seen = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
                seen += line.startsWith("ack ") ? 1 : 0;
                if (seen == acks) {
                    process.toHandle().destroyForcibly(); // SIGKILL; what it said before is read on
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(seen).as("it was killed while it worked").isGreaterThanOrEqualTo(acks);
    }

    private void note(String line) {
        if (!line.endsWith(" .")) {
            return; // cut by the kill
        }
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        if (words[0].equals("ack") && words.length == 3) {
            if (words[2].equals("COMMITTED") || words[2].equals("DUPLICATE")) {
                acknowledged.add(Long.parseLong(words[1]));
                duplicates += words[2].equals("DUPLICATE") ? 1 : 0;
            }
        } else if (words[0].equals("batch") && words.length == 5) {
            List<Long> seqs = new ArrayList<>();
            for (String seq : words[4].split(",", -1)) {
                seqs.add(Long.parseLong(seq));
            }
            noteBatch(Long.parseLong(words[1]), Long.parseLong(words[2]), line, seqs);
        }
    }

    /** A batch that was seen before must be the same to the byte, also from another process. */
    private void noteBatch(long first, long last, String line, List<Long> seqs) {
        assertThat(seqs).hasSize((int) (last - first + 1));
        String before = batchByFirst.putIfAbsent(first, line);
        if (before != null) {
            assertThat(line).isEqualTo(before);
        }
        for (int i = 0; i < seqs.size(); i++) {
            Long known = seqByNumber.putIfAbsent(first + i, seqs.get(i));
            if (known != null) {
                assertThat(before)
                        .as("number %d came in another batch before", first + i)
                        .isNotNull();
                assertThat(seqs.get(i)).isEqualTo(known);
            }
        }
    }

    private void drainTheRest() {
        FakeTicker ticker = FakeTicker.at(Entries.RX); // before everything: nothing is old
        try (Spool spool = Spool.open(folder, "gw-1", ticker, new SimpleMeterRegistry())) {
            for (Batch batch = spool.next(Lane.ROUTINE); batch != null; batch = spool.next(Lane.ROUTINE)) {
                String seqs = String.join(
                        ",",
                        batch.readings().stream()
                                .map(Reading::sequence)
                                .map(String::valueOf)
                                .toList());
                note("batch " + batch.first() + " " + batch.last() + " " + batch.createdMillis() + " " + seqs + " .");
                spool.forget(batch);
            }
        }
    }
}
