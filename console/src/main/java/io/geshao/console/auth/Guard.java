package io.geshao.console.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Endpoint;
import io.geshao.console.http.Front;
import io.geshao.console.http.Permission;
import io.geshao.console.http.PortWorkers;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.core.time.Ticker;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets requests through by HTTP Basic or session cookie, and opens and ends sessions. Owned by the event loop. */
public final class Guard {
    /** Name of the session cookie. */
    public static final String COOKIE = "geshao_session";

    private static final String OUR_PAGE = "X-Geshao";
    private static final int MAX_USER = 64;
    private static final int MAX_PASSWORD = 256;

    private final Doorkeeper doorkeeper;
    private final Sessions sessions;
    private final boolean secureCookie;

    /** @param secureCookie whether browsers see this console over TLS only */
    public Guard(LocalAccount account, PortWorkers passwordWorkers, Ticker ticker, boolean secureCookie) {
        this.doorkeeper = new Doorkeeper(account, passwordWorkers, ticker);
        this.sessions = new Sessions(ticker);
        this.secureCookie = secureCookie;
    }

    /** The handler that stands before every endpoint of that permission. */
    public Handler<RoutingContext> before(Permission permission) {
        return switch (permission) {
            case NOBODY -> RoutingContext::next;
            case VIEW -> context -> identify(context, false);
            case ACT -> context -> identify(context, true);
        };
    }

    private void identify(RoutingContext context, boolean onPurpose) {
        HttpServerRequest request = context.request();
        String authorization = request.getHeader("Authorization");
        Optional<String> bySession = token(context).flatMap(sessions::account);
        if (authorization == null && bySession.isEmpty()) {
            context.fail(Refusal.of(Reason.NOT_AUTHENTICATED, "log in, or use HTTP Basic"));
            return;
        }
        // A browser says where a request comes from; whatever it sends by itself needs the proof that no form can give.
        boolean browser = request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null;
        if (onPurpose && (authorization == null || browser) && !"1".equals(request.getHeader(OUR_PAGE))) {
            context.fail(Refusal.of(Reason.CSRF_HEADER_MISSING, "the header X-Geshao: 1 is missing"));
            return;
        }
        if (authorization == null) {
            Front.admit(context, bySession.orElseThrow());
            return;
        }
        Optional<Basic> basic = Basic.of(authorization);
        if (basic.isEmpty()) {
            context.fail(Refusal.of(Reason.BAD_CREDENTIALS, "the Authorization header is not HTTP Basic"));
            return;
        }
        doorkeeper
                .check(address(request), basic.get().user, basic.get().password)
                .onSuccess(account -> Front.admit(context, account))
                .onFailure(context::fail);
    }

    /** Login, logout and who am I. */
    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint("POST", "/api/v1/login", Permission.NOBODY, this::login),
                new Endpoint("POST", "/api/v1/logout", Permission.ACT, this::logout),
                new Endpoint("GET", "/api/v1/me", Permission.VIEW, context -> {
                    Front.callOf(context).query().finish();
                    Front.send(context, me(Front.account(context)));
                }));
    }

    private void login(RoutingContext context) {
        Call call = Front.callOf(context);
        call.query().finish();
        JsonNode body = call.body(Set.of("user", "password"));
        String user = Call.text(body, "user", MAX_USER);
        String password = Call.text(body, "password", MAX_PASSWORD);
        doorkeeper
                .check(address(context.request()), user, password)
                .onSuccess(account -> {
                    context.response().addCookie(cookie(sessions.open(account), Sessions.LIFE_NANOS));
                    Front.send(context, me(account));
                })
                .onFailure(context::fail);
    }

    private void logout(RoutingContext context) {
        Front.callOf(context).query().finish();
        token(context).ifPresent(sessions::close);
        context.response().addCookie(cookie("", 0));
        Front.send(context, Answer.empty(204));
    }

    /** Whether what let this request in still holds: sessions end while a stream stays open. On the event loop. */
    public BooleanSupplier stillIn(RoutingContext context) {
        Optional<String> token = token(context);
        boolean byBasic = context.request().getHeader("Authorization") != null;
        return () -> byBasic || token.flatMap(sessions::account).isPresent();
    }

    private Cookie cookie(String value, long lifeNanos) {
        return Cookie.cookie(COOKIE, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secureCookie)
                .setPath("/")
                .setMaxAge(TimeUnit.NANOSECONDS.toSeconds(lifeNanos));
    }

    private static Answer me(String account) {
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("user", account);
            out.writeEndObject();
        });
    }

    private static Optional<String> token(RoutingContext context) {
        Cookie cookie = context.request().getCookie(COOKIE);
        return cookie == null || cookie.getValue().length() > 128 ? Optional.empty() : Optional.of(cookie.getValue());
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "?" : request.remoteAddress().hostAddress();
    }

    private record Basic(String user, String password) {
        static Optional<Basic> of(String header) {
            if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
                return Optional.empty();
            }
            String pair;
            try {
                pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            int colon = pair.indexOf(':');
            if (colon < 0 || colon > MAX_USER || pair.length() - colon > MAX_PASSWORD + 1) {
                return Optional.empty();
            }
            return Optional.of(new Basic(pair.substring(0, colon), pair.substring(colon + 1)));
        }
    }
}
