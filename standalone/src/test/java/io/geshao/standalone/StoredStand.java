package io.geshao.standalone;

import io.geshao.alerting.tool.Stand;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.Batch;
import io.geshao.core.Lane;
import io.geshao.core.Reading;
import io.geshao.core.registry.Registry;
import io.geshao.testkit.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** A rule test on the real centre: readings are stored by ingest, and alerting has its own tables. */
final class StoredStand implements Stand {
    private static final int PAGE = 10_000;

    private final StoryStage stage;
    private long number;

    StoredStand(DataSource fresh, Registry registry, long startMillis) {
        stage = new StoryStage(fresh, registry, FakeTicker.at(startMillis));
        number = startMillis;
    }

    @Override
    public void advanceTo(long millis) {
        long left = millis - stage.ticker().epochMillis();
        if (left > 0) {
            stage.ticker().advance(Duration.ofMillis(left));
        }
        stage.settle();
    }

    @Override
    public void stored(List<Reading> readings) {
        number++;
        Batch batch = new Batch(
                "stand", "", Lane.ROUTINE, number, number, stage.ticker().epochMillis(), readings, List.of());
        try {
            stage.sink().deliver(batch).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("readings were not stored", e);
        }
        stage.settle();
    }

    @Override
    public void acknowledge(String alertId) {
        stage.alerts().acknowledge(List.of(alertId), "test");
        stage.settle();
    }

    @Override
    public void reset(String alertId, String cause) {
        stage.alerts().reset(List.of(alertId), "test", cause);
        stage.settle();
    }

    @Override
    public void restart(long readyMillis) {
        stage.restart(Duration.ofMillis(Math.max(0, readyMillis - stage.ticker().epochMillis())));
    }

    @Override
    public List<AlertView> open() {
        return stage.alerts().open();
    }

    @Override
    public List<AlertTransition> told() {
        return stage.transitions().after(0, PAGE);
    }

    @Override
    public void close() {
        stage.close();
    }
}
