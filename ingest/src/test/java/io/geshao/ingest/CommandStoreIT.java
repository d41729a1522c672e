package io.geshao.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.config.Settings;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Command;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.News;
import io.geshao.core.port.CommandDesk.Order;
import io.geshao.core.port.CommandDesk.RefusedException;
import io.geshao.core.port.CommandDesk.RefusedException.Reason;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.port.CommandDesk.State;
import io.geshao.core.port.CommandDesk.Step;
import io.geshao.ingest.downlink.store.CommandStore;
import io.geshao.ingest.downlink.store.CredentialStore;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CommandStoreIT {
    private static final long NOW = 1_760_000_000_000L;
    private static final DeviceId HORN = new DeviceId("horn-1");
    private static final CommunityId YUHUA = new CommunityId("yuhua");
    private static final Map<String, Double> ON = Map.of("on", 1.0);

    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private final FakeTicker ticker = FakeTicker.at(NOW);

    @SuppressWarnings("NullAway") // set before each test
    private CommandStore store;

    @SuppressWarnings("NullAway") // as above
    private CredentialStore credentials;

    @BeforeEach
    void migrate() {
        DataSource database = db.fresh();
        Ingest.start(IngestConfig.read(Settings.of(Map.of())), database, ticker, new SimpleMeterRegistry())
                .close();
        store = new CommandStore(database, ticker);
        credentials = new CredentialStore(database);
    }

    private static Order siren(String key, long expires) {
        return new Order(HORN, YUHUA, Action.SIREN, ON, expires, key, "wang");
    }

    private static Order configure(String key, String name, double value) {
        return new Order(HORN, YUHUA, Action.CONFIGURE, Map.of(name, value), CommandDesk.NEVER, key, "wang");
    }

    private static Report word(Command command, State state, String reason) {
        return new Report(command.id(), HORN, state, reason, NOW + 5);
    }

    private void tell(Command command, State state, String reason) {
        store.report("gw-1", Set.of(), List.of(word(command, state, reason)));
    }

    private State stateOf(Command command) {
        return store.find(command.id()).orElseThrow().state();
    }

    @Test
    void order_givenAgainUnderItsKey_isTheSameCommand() {
        Command first = store.order(siren("k-1", NOW + 60_000));
        ticker.advance(Duration.ofMinutes(5));

        Command again = store.order(siren("k-1", NOW + 900_000));

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.order().expiresMillis()).isEqualTo(NOW + 60_000);
        assertThat(store.of(HORN, null, 10)).hasSize(1);
    }

    @Test
    void order_thatCannotBeTaken_isRefusedByName() {
        store.order(siren("k-1", NOW + 60_000));

        assertRefused(
                new Order(HORN, YUHUA, Action.SIREN, Map.of("on", 0.0), NOW + 1, "k-1", "wang"), Reason.KEY_REUSED);
        assertRefused(
                new Order(HORN, YUHUA, Action.SIREN, Map.of("on", 2.0), NOW + 1, "k-2", "wang"), Reason.BAD_ARGUMENTS);
        assertRefused(siren("k-3", NOW), Reason.ALREADY_EXPIRED);
        assertThat(store.of(HORN, null, 10)).hasSize(1);
    }

    private void assertRefused(Order order, Reason reason) {
        assertThatThrownBy(() -> store.order(order))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void order_beyondTheMostUnderWay_isRefused() {
        for (int i = 0; i < CommandStore.MOST_UNDER_WAY; i++) {
            store.order(siren("k-" + i, NOW + 60_000));
        }

        assertRefused(siren("one-more", NOW + 60_000), Reason.TOO_MANY_UNDER_WAY);
    }

    @Test
    void command_onItsWayDown_keepsEveryStepOnce() {
        Command command = store.order(siren("k-1", NOW + 60_000));
        tell(command, State.SENT, "");
        tell(command, State.SENT, "");
        tell(command, State.DELIVERED, "");
        tell(command, State.DONE, "");
        tell(command, State.DELIVERED, "");
        tell(command, State.REFUSED, "TOO_LATE");

        Command after = store.find(command.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(State.DONE);
        assertThat(after.steps())
                .containsExactly(
                        new Step(State.QUEUED, NOW, "", ""),
                        new Step(State.SENT, NOW + 5, "gw-1", ""),
                        new Step(State.DELIVERED, NOW + 5, "gw-1", ""),
                        new Step(State.DONE, NOW + 5, "gw-1", ""));
    }

    @Test
    void report_onAnotherDevicesCommandOrAnotherCommunitys_changesNothing() {
        Command command = store.order(siren("k-1", NOW + 60_000));

        store.report("gw-1", Set.of(), List.of(new Report(command.id(), new DeviceId("other"), State.DONE, "", NOW)));
        store.report("gw-2", Set.of(new CommunityId("elsewhere")), List.of(word(command, State.DONE, "")));
        tell(command, State.SUPERSEDED, "");

        assertThat(stateOf(command)).isEqualTo(State.QUEUED);
    }

    @Test
    void gateway_thatAsksOn_hearsOfNewCommandsAndOfThoseThatNeedItNoMore() {
        Command first = store.order(siren("k-1", NOW + 60_000));
        News one = store.after(0, Set.of(YUHUA));
        assertThat(one.errands()).extracting(Errand::id).containsExactly(first.id());
        assertThat(store.after(0, Set.of(new CommunityId("elsewhere"))).isEmpty())
                .isTrue();
        assertThat(store.after(one.position(), Set.of(YUHUA)).isEmpty()).isTrue();

        tell(first, State.SENT, "");
        assertThat(store.after(one.position(), Set.of(YUHUA)).isEmpty()).isTrue();
        Command second = store.order(siren("k-2", NOW + 60_000));
        tell(first, State.DELIVERED, "");

        News two = store.after(one.position(), Set.of(YUHUA));
        assertThat(two.errands()).extracting(Errand::id).containsExactly(second.id());
        assertThat(two.withdrawn()).containsExactly(first.id());
        assertThat(store.after(two.position() + 1_000, Set.of()).errands())
                .as("a position of another database")
                .extracting(Errand::id)
                .containsExactly(second.id());
    }

    @Test
    void configuration_orderedAgain_isJoinedToWhatStandsAndReplacesWhatIsUnderWay() {
        Command first = store.order(configure("k-1", "interval_s", 30));
        Command second = store.order(configure("k-2", "threshold.level", 0.4));
        Command third = store.order(configure("k-3", "interval_s", 10));

        assertThat(stateOf(first)).isEqualTo(State.SUPERSEDED);
        assertThat(stateOf(second)).isEqualTo(State.SUPERSEDED);
        assertThat(third.version()).isEqualTo(3);
        assertThat(third.order().arguments()).isEqualTo(Map.of("interval_s", 10.0, "threshold.level", 0.4));
        assertThat(store.after(0, Set.of()).errands())
                .extracting(Errand::version)
                .containsExactly(3L);
        assertThat(store.order(configure("k-1", "interval_s", 30)).id()).isEqualTo(first.id());
    }

    @Test
    void command_pastItsTime_isNotGivenOutAndEndsAsExpired() {
        Command nobody = store.order(siren("k-1", NOW + 1_000));
        Command quiet = store.order(siren("k-2", NOW + 1_000));
        tell(quiet, State.SENT, "");
        Command mute = store.order(siren("k-3", NOW + 1_000));
        tell(mute, State.DELIVERED, "");
        ticker.advance(Duration.ofSeconds(1));

        assertThat(store.after(0, Set.of()).errands()).isEmpty();
        assertThat(store.expire()).isEqualTo(1);
        assertThat(stateOf(nobody)).isEqualTo(State.EXPIRED);
        assertThat(stateOf(quiet)).isEqualTo(State.SENT);
        ticker.advance(Duration.ofMillis(CommandStore.GRACE_MILLIS));
        assertThat(store.expire()).isEqualTo(2);

        assertThat(reasons(nobody)).endsWith("NO_GATEWAY");
        assertThat(reasons(quiet)).endsWith("NO_WORD");
        assertThat(reasons(mute)).endsWith("NO_RECEIPT");
    }

    @Test
    void receipt_thatComesAfterTheCentreGaveUp_isStillTheTruth() {
        Command command = store.order(siren("k-1", NOW + 1_000));
        ticker.advance(Duration.ofMinutes(2));
        store.expire();

        tell(command, State.DELIVERED, "");
        assertThat(stateOf(command)).isEqualTo(State.EXPIRED);
        tell(command, State.DONE, "");
        assertThat(stateOf(command)).isEqualTo(State.DONE);
    }

    private List<String> reasons(Command command) {
        return store.find(command.id()).orElseThrow().steps().stream()
                .map(Step::reason)
                .toList();
    }

    @Test
    void provisioningToken_usedTwice_worksForTheFirstCredentialOnly() {
        CredentialStore.Credential first = new CredentialStore.Credential("gw-2", "token", "mine");

        assertThat(credentials.provision(first, NOW)).isEqualTo(CredentialStore.Outcome.PROVISIONED);
        assertThat(credentials.provision(first, NOW)).isEqualTo(CredentialStore.Outcome.PROVISIONED);
        assertThat(credentials.provision(new CredentialStore.Credential("gw-2", "token", "thief"), NOW))
                .isEqualTo(CredentialStore.Outcome.TOKEN_USED);
        assertThat(credentials.all()).containsEntry("gw-2", first);
        assertThat(credentials.provision(new CredentialStore.Credential("gw-2", "token-2", "new"), NOW))
                .isEqualTo(CredentialStore.Outcome.PROVISIONED);
        assertThat(credentials.all().values())
                .extracting(CredentialStore.Credential::credentialHash)
                .containsExactly("new");
    }
}
