package io.geshao.alerting.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertControl.RefusedException.Reason;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertControl.Wish;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresAlertStoreIT extends AlertStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private @Nullable HikariDataSource database;

    @Override
    AlertStore fresh() {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(db.fresh());
        pool.setMaximumPoolSize(16);
        HikariDataSource opened = new HikariDataSource(pool);
        database = opened;
        PostgresAlertStore.migrate(opened);
        return new PostgresAlertStore(opened);
    }

    @Override
    AlertDesk desk() {
        return new PostgresAlertDesk(Objects.requireNonNull(database), FakeTicker.at(0), () -> {});
    }

    @Override
    AlertLog log() {
        return new PostgresAlertDesk(Objects.requireNonNull(database), FakeTicker.at(0), () -> {});
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(database).close();
    }

    private PostgresAlertControl control(FakeTicker ticker) {
        List<Place> places = new ArrayList<>();
        String path = "";
        for (String code : "310104/013/yuhua/g01".split("/", -1)) {
            path = path.isEmpty() ? code : path + "/" + code;
            places.add(new Place(path, code, code, 121.4, 31.2));
        }
        DeviceProfile smoke = new DeviceProfile("smoke", DeviceKind.FIRE, "native", Lane.LIFE_SAFETY, 60_000, 300_000);
        Device device = new Device(new DeviceId("s1"), smoke, path, "z1", "", 121.4, 31.2, "s1", "s1");
        return new PostgresAlertControl(
                Objects.requireNonNull(database), new Registry(places, List.of(device), Map.of()), ticker, () -> {});
    }

    private static Wish wish(String scope, Severity severest, long minutes) {
        return new Wish(AlertControl.Kind.SHELVE, scope, "", severest, "roof work", "", minutes * 60_000);
    }

    @Test
    void silence_is_kept_for_good_with_who_why_and_how_it_ended() {
        AlertStore store = fresh();
        FakeTicker ticker = FakeTicker.at(1_000);
        PostgresAlertControl control = control(ticker);
        Silence silence = control.add(wish("zone:yuhua/z1", Severity.S2, 60), "li");
        assertThat(silence.phase()).isEqualTo(AlertControl.Phase.IN_FORCE);
        assertThat(silence.untilMillis()).isEqualTo(1_000 + 3_600_000);
        assertThat(store.silences(COMMUNITY)).containsExactly(silence);
        assertThat(store.commands(COMMUNITY))
                .extracting(AlertStore.Command::subject)
                .containsExactly(silence.id());
        assertThat(control.end(silence.id(), "wang").endedBy()).isEqualTo("wang");
        assertThat(control.end(silence.id(), "zhao").endedBy()).isEqualTo("wang");
        assertThat(store.silences(COMMUNITY)).isEmpty();
        assertThat(control.silences(AlertControl.Ended.LEFT_OUT, 10)).isEmpty();
        assertThat(control.silences(AlertControl.Ended.LISTED, 10)).hasSize(1);
    }

    @Test
    void silence_of_life_safety_waits_for_a_second_person_and_is_given_up_without() {
        fresh();
        FakeTicker ticker = FakeTicker.at(1_000);
        PostgresAlertControl control = control(ticker);
        Silence first = control.add(wish("device:s1", Severity.S1, 30), "li");
        assertThat(first.phase()).isEqualTo(AlertControl.Phase.WAITING);
        assertRefused(() -> control.confirm(first.id(), "li"), Reason.SAME_PERSON);
        Silence agreed = control.confirm(first.id(), "wang");
        assertThat(agreed.phase()).isEqualTo(AlertControl.Phase.IN_FORCE);
        assertThat(agreed.confirmedBy()).isEqualTo("wang");
        assertRefused(() -> control.confirm(first.id(), "zhao"), Reason.ALREADY_IN_FORCE);
        Silence second = control.add(wish("device:s1", Severity.S1, 30), "li");
        ticker.advance(Duration.ofMinutes(31));
        assertRefused(() -> control.confirm(second.id(), "wang"), Reason.ALREADY_ENDED);
    }

    @Test
    void wish_that_is_too_wide_too_long_or_without_a_reason_is_refused_by_name() {
        fresh();
        PostgresAlertControl control = control(FakeTicker.at(1_000));
        assertRefused(() -> control.add(wish("zone:yuhua/z1", Severity.S1, 5), "li"), Reason.TOO_WIDE);
        assertRefused(() -> control.add(wish("device:s1", Severity.S1, 31), "li"), Reason.TOO_LONG);
        assertRefused(() -> control.add(wish("device:s1", Severity.S2, 481), "li"), Reason.TOO_LONG);
        assertRefused(() -> control.add(wish("device:s1", Severity.S3, 7 * 1_440 + 1), "li"), Reason.TOO_LONG);
        assertRefused(() -> control.add(wish("device:nobody", Severity.S3, 5), "li"), Reason.NO_SUCH_SCOPE);
        assertRefused(() -> control.add(wish("zone:yuhua/none", Severity.S3, 5), "li"), Reason.NO_SUCH_SCOPE);
        Wish silent = new Wish(AlertControl.Kind.SHELVE, "device:s1", "", Severity.S3, " ", "", 60_000);
        assertRefused(() -> control.add(silent, "li"), Reason.REASON_MISSING);
        Wish order = new Wish(AlertControl.Kind.OUT_OF_SERVICE, "device:s1", "", Severity.S3, "new", "", 60_000);
        assertRefused(() -> control.add(order, "li"), Reason.WORK_ORDER_MISSING);
        assertRefused(() -> control.end("none", "li"), Reason.NO_SUCH_SILENCE);
    }

    @Test
    void flood_is_opened_grows_and_is_closed_and_an_engine_finds_it_again() {
        AlertStore store = fresh();
        PostgresAlertControl control = control(FakeTicker.at(1_000));
        store.commit(flood(500, 11, 11));
        store.commit(flood(500, 14, 14));
        assertThat(control.floods()).containsExactly(new AlertControl.Flood(COMMUNITY, 500, 14, 14));
        assertThat(store.flood(COMMUNITY).sinceMillis()).isEqualTo(500);
        store.commit(flood(0, 3, 0));
        assertThat(control.floods()).isEmpty();
        assertThat(store.flood(COMMUNITY).isOn()).isFalse();
    }

    private static AlertStore.Commit flood(long since, int now, int peak) {
        return new AlertStore.Commit(
                COMMUNITY,
                1,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new AlertStore.FloodRow(since, now, peak, 900));
    }

    private static void assertRefused(Runnable action, Reason reason) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(AlertControl.RefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }
}
