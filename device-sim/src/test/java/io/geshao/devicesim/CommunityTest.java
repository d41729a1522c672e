package io.geshao.devicesim;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.devicesim.community.CommunityPlan;
import io.geshao.devicesim.community.Mode;
import io.geshao.devicesim.ledger.Ledger;
import io.geshao.devicesim.ledger.Ledger.Fate;
import io.geshao.devicesim.pace.Agenda;
import io.geshao.devicesim.scenario.DemoScenario;
import io.geshao.devicesim.scenario.VirtualDevice;
import io.geshao.devicesim.score.Truth;
import io.geshao.devicesim.wire.FakeLink;
import io.geshao.devicesim.wire.Link;
import io.geshao.devicesim.wire.Message;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole community on virtual time, with links that lose what a cut line loses. */
final class CommunityTest {
    private static final double SCALE = 1.0 / 12;

    private final FakeTicker ticker = FakeTicker.at("2026-03-02T10:00:00Z");
    private final Agenda agenda = new Agenda(ticker);
    private final Ledger ledger = new Ledger(Ledger.DEFAULT_LIMIT);
    private final Tally tally = new Tally(ticker, ledger, new SimpleMeterRegistry());
    private final Map<String, FakeLink> links = new LinkedHashMap<>();
    private final Truth truth = new Truth();

    private Community community(long seed) {
        List<VirtualDevice> devices = CommunityPlan.generate(seed, Mode.DEMO).devices().stream()
                .map(device -> new VirtualDevice(device, seed, 5))
                .toList();
        Map<String, Link> asLinks = new LinkedHashMap<>();
        for (VirtualDevice device : devices) {
            FakeLink link = links.computeIfAbsent(device.connection(), id -> new FakeLink(agenda, tally, 20));
            asLinks.put(device.connection(), link);
            link.open();
        }
        Community community = new Community(devices, asLinks, agenda, ticker, tally, 1);
        community.beginReporting();
        return community;
    }

    private void pass(Duration time) {
        for (long millis = 0; millis < time.toMillis(); millis += 10) {
            ticker.advance(Duration.ofMillis(10));
            agenda.runDue();
        }
    }

    @Test
    void background_load_is_steady_and_all_of_it_is_acknowledged() {
        Community community = community(7);
        pass(Duration.ofSeconds(10));
        long warm = community.messages();
        pass(Duration.ofSeconds(30));
        double perSecond = (community.messages() - warm) / 30.0;
        assertThat(perSecond).isBetween(150.0, 300.0);
        community.stopPublishing();
        pass(Duration.ofSeconds(1));
        assertThat(tally.ackedMessages()).isEqualTo(community.messages());
        assertThat(ledger.uncertain()).isZero();
        assertThat(ledger.acknowledged()).isGreaterThan(community.messages());
        assertThat(tally.refusedUnexpectedly()).isZero();
    }

    @Test
    void broken_lines_lose_nothing_that_was_taken_and_repeat_the_same_bytes() {
        Community community = community(7);
        pass(Duration.ofSeconds(5));
        links.values().forEach(FakeLink::cut);
        pass(Duration.ofSeconds(3));
        assertThat(ledger.points(Fate.UNCERTAIN)).isNotEmpty();
        links.values().forEach(FakeLink::open);
        pass(Duration.ofSeconds(5));
        community.stopPublishing();
        pass(Duration.ofSeconds(2));
        assertThat(tally.ackedMessages()).isEqualTo(community.messages());
        assertThat(ledger.uncertain()).isZero();
        assertThat(tally.attempts()).isGreaterThan(community.messages());
        // Acknowledged means arrived: every point of the ledger is in a message that the other side has.
        Set<Object> arrived = new HashSet<>();
        links.values().forEach(link -> link.arrived().forEach(message -> arrived.addAll(message.points())));
        assertThat(ledger.points(Fate.ACKNOWLEDGED)).allMatch(arrived::contains);
    }

    @Test
    void same_seed_sends_the_same_bytes() {
        assertThat(bytesOfTenSeconds(7)).isEqualTo(bytesOfTenSeconds(7)).isNotEqualTo(bytesOfTenSeconds(8));
    }

    private static int bytesOfTenSeconds(long seed) {
        CommunityTest run = new CommunityTest();
        run.community(seed);
        run.pass(Duration.ofSeconds(10));
        int hash = 0;
        for (FakeLink link : run.links.values()) {
            for (Message message : link.arrived()) {
                hash = hash * 31 + Arrays.hashCode(message.body());
            }
        }
        return hash;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 2026})
    void scenario_is_over_in_time_and_every_decisive_message_leaves(long seed) {
        Community community = community(seed);
        pass(Duration.ofSeconds(2));
        new DemoScenario(community, truth, SCALE, seed).begin();
        long begun = ticker.epochMillis();
        pass(Duration.ofMillis(DemoScenario.LENGTH_MILLIS));
        assertThat(truth.expected()).hasSize(12);
        for (Truth.Expected incident : truth.expected()) {
            assertThat(incident.latestMillis() - begun)
                    .as(incident.id())
                    .isLessThanOrEqualTo(DemoScenario.LENGTH_MILLIS);
            assertThat(incident.notBeforeMillis()).isLessThan(incident.latestMillis());
            for (Truth.Decisive decisive : incident.decisive()) {
                assertThat(decisive.publishMillis())
                        .as("%s %s", incident.id(), decisive.rule())
                        .isBetween(incident.notBeforeMillis(), incident.latestMillis());
            }
        }
        assertThat(truth.expected().get(0).notBeforeMillis() - begun).isLessThanOrEqualTo(2_000);
        assertThat(tally.rejectedByDesign()).isEqualTo(truth.refusals().size()).isEqualTo(10);
        assertThat(tally.refusedUnexpectedly()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 2026})
    void scopes_of_incidents_and_of_noise_are_apart(long seed) {
        Community community = community(seed);
        new DemoScenario(community, truth, SCALE, seed).begin();
        List<String> expected =
                truth.expected().stream().map(Truth.Expected::scope).toList();
        assertThat(expected).doesNotHaveDuplicates().contains("zone:yuhua/up-01");
        assertThat(truth.quiet().stream().map(Truth.Quiet::scope)).doesNotContainAnyElementsOf(expected);
        // Nobody behind the dead gateway has a part.
        Set<String> silenced = truth.quiet().stream()
                .filter(quiet -> quiet.reason().startsWith("its gateway is dead"))
                .map(Truth.Quiet::scope)
                .collect(Collectors.toSet());
        assertThat(silenced).hasSizeBetween(35, 120);
        assertThat(expected).doesNotContainAnyElementsOf(new ArrayList<>(silenced));
    }

    @Test
    void dead_gateway_and_silent_detector_say_nothing_any_more() {
        Community community = community(7);
        pass(Duration.ofSeconds(2));
        new DemoScenario(community, truth, SCALE, 7).begin();
        pass(Duration.ofSeconds(5));
        String dead = truth.expected().stream()
                .filter(incident -> incident.id().equals("gateway-dead"))
                .map(incident -> incident.scope().substring("gateway:linjiang/".length()))
                .findFirst()
                .orElseThrow();
        String silent = truth.expected().stream()
                .filter(incident -> incident.id().equals("detector-offline"))
                .map(incident -> incident.scope().substring("device:".length()))
                .findFirst()
                .orElseThrow();
        FakeLink deadLink = Objects.requireNonNull(links.get(dead));
        int before = deadLink.arrived().size();
        long silentBefore = arrivedFrom(silent);
        pass(Duration.ofSeconds(30));
        assertThat(deadLink.arrived()).hasSize(before);
        assertThat(arrivedFrom(silent)).isEqualTo(silentBefore);
        assertThat(deadLink.owed()).isZero();
    }

    private long arrivedFrom(String device) {
        return links.values().stream()
                .flatMap(link -> link.arrived().stream())
                .filter(message -> message.device().value().equals(device))
                .count();
    }
}
