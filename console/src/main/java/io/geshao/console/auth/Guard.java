package io.geshao.console.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.port.AccountDesk;
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
import java.util.TreeSet;
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
    private final Accounts accounts;
    private final PortWorkers portWorkers;
    private final Sessions sessions;
    private final boolean secureCookie;

    /**
     * @param first the account of the configuration
     * @param desk the accounts of the store
     * @param secureCookie whether browsers see this console over TLS only
     */
    public Guard(
            LocalAccount first,
            AccountDesk desk,
            PortWorkers passwordWorkers,
            PortWorkers portWorkers,
            Ticker ticker,
            boolean secureCookie) {
        this.accounts = new Accounts(first, desk);
        this.doorkeeper = new Doorkeeper(accounts, passwordWorkers, ticker);
        this.portWorkers = portWorkers;
        this.sessions = new Sessions(ticker);
        this.secureCookie = secureCookie;
    }

    /** The handler that stands before every endpoint of that permission. */
    public Handler<RoutingContext> before(Permission permission) {
        return permission == Permission.NOBODY ? RoutingContext::next : context -> identify(context, permission);
    }

    private void identify(RoutingContext context, Permission permission) {
        HttpServerRequest request = context.request();
        String authorization = request.getHeader("Authorization");
        Optional<Actor> bySession = token(context).flatMap(sessions::actor);
        if (authorization == null && bySession.isEmpty()) {
            context.fail(Refusal.of(Reason.NOT_AUTHENTICATED, "log in, or use HTTP Basic"));
            return;
        }
        // A browser says where a request comes from; whatever it sends by itself needs the proof that no form can give.
        boolean browser = request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null;
        if (permission.isOnPurpose()
                && (authorization == null || browser)
                && !"1".equals(request.getHeader(OUR_PAGE))) {
            context.fail(Refusal.of(Reason.CSRF_HEADER_MISSING, "the header X-Geshao: 1 is missing"));
            return;
        }
        if (authorization == null) {
            bySession(context, bySession.orElseThrow(), permission);
            return;
        }
        Optional<Basic> basic = Basic.of(authorization);
        if (basic.isEmpty()) {
            context.fail(Refusal.of(Reason.BAD_CREDENTIALS, "the Authorization header is not HTTP Basic"));
            return;
        }
        doorkeeper
                .check(address(request), basic.get().user, basic.get().password)
                .onSuccess(actor -> admit(context, actor, permission))
                .onFailure(context::fail);
    }

    /** What the account may do is looked up again from time to time, and a session ends with its account. */
    private void bySession(RoutingContext context, Actor actor, Permission permission) {
        String token = token(context).orElseThrow();
        if (!sessions.isStale(token)) {
            admit(context, actor, permission);
            return;
        }
        portWorkers
                .run(() -> accounts.actor(actor.account()))
                .onFailure(context::fail)
                .onSuccess(now -> {
                    if (now.isEmpty()) {
                        sessions.close(token);
                        context.fail(Refusal.of(Reason.NOT_AUTHENTICATED, "the account was closed"));
                    } else {
                        sessions.renew(token, now.get());
                        admit(context, now.get(), permission);
                    }
                });
    }

    private static void admit(RoutingContext context, Actor actor, Permission permission) {
        if (permission.allows(actor)) {
            Front.admit(context, actor);
        } else {
            context.fail(Refusal.of(Reason.NOT_YOUR_ROLE, "none of the account's roles may do this"));
        }
    }

    /** Login, logout and who am I. */
    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint("POST", "/api/v1/login", Permission.NOBODY, this::login),
                new Endpoint("POST", "/api/v1/logout", Permission.LEAVE, this::logout),
                new Endpoint("GET", "/api/v1/me", Permission.KNOWN, context -> {
                    Front.callOf(context).query().finish();
                    Front.send(context, me(Front.callOf(context).actor()));
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
                .onSuccess(actor -> {
                    context.response().addCookie(cookie(sessions.open(actor), Sessions.LIFE_NANOS));
                    Front.send(context, me(actor));
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
        return () -> byBasic || token.flatMap(sessions::actor).isPresent();
    }

    private Cookie cookie(String value, long lifeNanos) {
        return Cookie.cookie(COOKIE, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secureCookie)
                .setPath("/")
                .setMaxAge(TimeUnit.NANOSECONDS.toSeconds(lifeNanos));
    }

    private static Answer me(Actor actor) {
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("user", actor.account());
            out.writeArrayFieldStart("roles");
            for (String role :
                    new TreeSet<>(actor.roles().stream().map(Role::name).toList())) {
                out.writeString(role);
            }
            out.writeEndArray();
            out.writeStringField("place", actor.place());
            out.writeStringField("unit", actor.unit());
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
