package io.geshao.incident;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Alerting as the incident module sees it: a log that a test writes, a desk that remembers its orders. Any thread. */
final class InMemoryAlerts implements AlertLog, AlertDesk {
    private final List<AlertTransition> log = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private boolean deskDown;

    synchronized void append(AlertTransition.Kind kind, AlertView alert, long atMillis) {
        log.add(new AlertTransition(log.size() * 3L + 1, kind, alert, atMillis)); // positions have holes
    }

    /** The orders taken, as {@code ACK duty F1|…}, oldest first. */
    synchronized List<String> orders() {
        return List.copyOf(orders);
    }

    synchronized void deskDown(boolean down) {
        deskDown = down;
    }

    @Override
    public synchronized long head() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1).position();
    }

    @Override
    public synchronized List<AlertTransition> after(long position, int limit) {
        return log.stream()
                .filter(transition -> transition.position() > position)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<AlertView> open() {
        return log.stream()
                .map(AlertTransition::alert)
                .filter(alert -> alert.state().isOpen())
                .toList();
    }

    @Override
    public synchronized Optional<AlertView> find(String alertId) {
        return log.stream()
                .map(AlertTransition::alert)
                .filter(alert -> alert.id().equals(alertId))
                .reduce((first, second) -> second);
    }

    @Override
    public synchronized List<AlertView> raisedBetween(long fromMillis, long raisedMillis, String id, int limit) {
        return log.stream()
                .map(AlertTransition::alert)
                .filter(alert -> alert.raisedMillis() >= fromMillis && alert.raisedMillis() < raisedMillis)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void acknowledge(List<String> alertIds, String actor) {
        take("ACK " + actor + " " + String.join(",", alertIds));
    }

    @Override
    public synchronized void reset(List<String> alertIds, String actor, String cause) {
        take("RESET " + actor + " " + cause + " " + String.join(",", alertIds));
    }

    private void take(String order) {
        if (deskDown) {
            throw new IllegalStateException("alerting's database is away");
        }
        orders.add(order);
    }
}
