package io.geshao.console.auth;

import io.geshao.casework.Actor;
import io.geshao.console.http.PortWorkers;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.core.time.Ticker;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Checks passwords. Argon2 costs tens of milliseconds and megabytes by design, so a check that succeeded holds for a
 * minute, the same credentials asked at the same time are checked once, and the checks have a worker of their own with
 * a short queue. Owned by the event loop.
 */
final class Doorkeeper {
    static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int KNOWN = 64;

    private final Accounts accounts;
    private final PortWorkers workers;
    private final LoginThrottle throttle;
    private final Ticker ticker;
    private final byte[] key = new byte[32];
    private final Map<String, Future<Actor>> underWay = new HashMap<>(); // until the check is over
    private final Map<String, Known> known = new LinkedHashMap<>() { // by digest
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > KNOWN;
                }
            };

    private record Known(Actor actor, long sinceNanos) {}

    Doorkeeper(Accounts accounts, PortWorkers workers, Ticker ticker) {
        this.accounts = accounts;
        this.workers = workers;
        this.throttle = new LoginThrottle(ticker);
        this.ticker = ticker;
        new SecureRandom().nextBytes(key);
    }

    /** Who it is if the password is right, else fails with a {@link Refusal}. */
    Future<Actor> check(String address, String user, String password) {
        String digest = Digests.keyed(key, user.length() + ":" + user + password);
        Known knownAs = known.get(digest);
        if (knownAs != null && ticker.nanos() - knownAs.sinceNanos < KNOWN_NANOS) {
            return Future.succeededFuture(knownAs.actor);
        }
        Future<Actor> same = underWay.get(digest);
        if (same != null) {
            return same;
        }
        long waitSeconds = throttle.charge(address);
        if (waitSeconds > 0) {
            return Future.failedFuture(Refusal.retryLater(
                    Reason.TOO_MANY_ATTEMPTS, "too many failed attempts from this address", waitSeconds));
        }
        Future<Actor> checked = workers.run(() -> accounts.check(user, password))
                .onFailure(notChecked -> throttle.giveBack(address))
                .compose(actor -> {
                    if (actor.isEmpty()) {
                        return Future.failedFuture(
                                Refusal.of(Reason.BAD_CREDENTIALS, "no such account, or the password is wrong"));
                    }
                    throttle.giveBack(address);
                    known.remove(digest);
                    known.put(digest, new Known(actor.get(), ticker.nanos()));
                    return Future.succeededFuture(actor.get());
                });
        if (!checked.isComplete()) {
            underWay.put(digest, checked);
            checked.onComplete(done -> underWay.remove(digest));
        }
        return checked;
    }
}
