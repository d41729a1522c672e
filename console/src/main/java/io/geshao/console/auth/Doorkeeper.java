package io.geshao.console.auth;

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

    private final LocalAccount account;
    private final PortWorkers workers;
    private final LoginThrottle throttle;
    private final Ticker ticker;
    private final byte[] key = new byte[32];
    private final Map<String, Future<String>> underWay = new HashMap<>(); // until the check is over
    private final Map<String, Long> known = new LinkedHashMap<>() { // digest to the time of the check
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > KNOWN;
                }
            };

    Doorkeeper(LocalAccount account, PortWorkers workers, Ticker ticker) {
        this.account = account;
        this.workers = workers;
        this.throttle = new LoginThrottle(ticker);
        this.ticker = ticker;
        new SecureRandom().nextBytes(key);
    }

    /** The account if the password is right, else fails with a {@link Refusal}. */
    Future<String> check(String address, String user, String password) {
        String digest = Digests.keyed(key, user.length() + ":" + user + password);
        Long knownSince = known.get(digest);
        if (knownSince != null && ticker.nanos() - knownSince < KNOWN_NANOS) {
            return Future.succeededFuture(user);
        }
        Future<String> same = underWay.get(digest);
        if (same != null) {
            return same;
        }
        long waitSeconds = throttle.charge(address);
        if (waitSeconds > 0) {
            return Future.failedFuture(Refusal.retryLater(
                    Reason.TOO_MANY_ATTEMPTS, "too many failed attempts from this address", waitSeconds));
        }
        Future<String> checked = workers.run(() -> account.accepts(user, password))
                .onFailure(notChecked -> throttle.giveBack(address))
                .compose(right -> {
                    if (!right) {
                        return Future.failedFuture(
                                Refusal.of(Reason.BAD_CREDENTIALS, "no such account, or the password is wrong"));
                    }
                    throttle.giveBack(address);
                    known.remove(digest);
                    known.put(digest, ticker.nanos());
                    return Future.succeededFuture(user);
                });
        if (!checked.isComplete()) {
            underWay.put(digest, checked);
            checked.onComplete(done -> underWay.remove(digest));
        }
        return checked;
    }
}
