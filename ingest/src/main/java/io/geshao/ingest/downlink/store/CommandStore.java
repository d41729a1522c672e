package io.geshao.ingest.downlink.store;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk;
import io.geshao.core.time.Ticker;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Commands in the database. What changes them locks one row first, so that their numbers and their news become visible
 * in one order. Any thread.
 */
public final class CommandStore implements CommandDesk {
    /** Enough for a person in a hurry; a program that has more to say has misunderstood something. */
    public static final int MOST_UNDER_WAY = 50;
    /** How long after a command's end a gateway may still tell what became of it, before the centre gives it up. */
    public static final long GRACE_MILLIS = 60_000;

    private static final int PAGE = 500;
    private static final int ID_BYTES = 10;

    private final Transactions transactions;
    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();

    public CommandStore(DataSource database, Ticker ticker) {
        this.transactions = new Transactions(database);
        this.ticker = ticker;
    }

    @Override
    public Command order(Order order) {
        String fault = order.action().faultOf(order.arguments()).orElse(null);
        if (fault != null) {
            throw new RefusedException(RefusedException.Reason.BAD_ARGUMENTS, fault);
        }
        long now = ticker.epochMillis();
        return transactions.run(connection -> {
            lock(connection);
            Row known =
                    Row.one(connection, "device = ? and key = ?", order.device().value(), order.key());
            if (known != null) {
                return repeated(connection, known, order);
            }
            if (order.expiresMillis() <= now) {
                throw new RefusedException(RefusedException.Reason.ALREADY_EXPIRED, "it expires before it begins");
            }
            if (order.action() == Action.CONFIGURE) {
                supersede(connection, order.device(), now);
            }
            refuseTooMany(connection, order.device());
            Row fresh = insert(connection, order, now);
            step(connection, fresh.number(), State.QUEUED, now, "", "");
            return fresh.command(connection);
        });
    }

    private static Command repeated(Connection connection, Row known, Order order) throws SQLException {
        boolean same = known.action() == order.action()
                && known.asked().equals(Arguments.write(order.arguments()))
                && known.actor().equals(order.actor());
        if (!same) {
            throw new RefusedException(
                    RefusedException.Reason.KEY_REUSED, "the key stands for command " + known.id() + " already");
        }
        return known.command(connection);
    }

    private static void refuseTooMany(Connection connection, DeviceId device) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*) from telemetry.command where"
                + " device = ? and state in ('QUEUED', 'SENT', 'DELIVERED')")) {
            select.setString(1, device.value());
            try (ResultSet answer = select.executeQuery()) {
                if (answer.next() && answer.getLong(1) >= MOST_UNDER_WAY) {
                    throw new RefusedException(
                            RefusedException.Reason.TOO_MANY_UNDER_WAY,
                            MOST_UNDER_WAY + " commands of the device are under way");
                }
            }
        }
    }

    /** A configuration that is not with the device yet gives way. */
    private static void supersede(Connection connection, DeviceId device, long now) throws SQLException {
        for (Row old : Row.all(
                connection,
                "device = ? and action = 'CONFIGURE' and state in ('QUEUED', 'SENT') order by number",
                device.value())) {
            move(connection, old, State.SUPERSEDED, now, "", "");
        }
    }

    private Row insert(Connection connection, Order order, long now) throws SQLException {
        Map<String, Double> arguments = order.arguments();
        long version = 0;
        if (order.action() == Action.CONFIGURE) {
            Desired before = desired(connection, order.device());
            arguments = new TreeMap<>(before.arguments);
            arguments.putAll(order.arguments());
            version = before.version + 1;
            save(connection, order.device(), version, arguments, now);
        }
        byte[] name = new byte[ID_BYTES];
        random.nextBytes(name);
        Row row = new Row(
                next(connection, "number"),
                HexFormat.of().formatHex(name),
                order.device(),
                order.community(),
                order.action(),
                arguments,
                version,
                order.key(),
                order.actor(),
                now,
                order.expiresMillis(),
                State.QUEUED,
                Arguments.write(order.arguments()),
                next(connection, "news"));
        row.insert(connection);
        return row;
    }

    private record Desired(long version, Map<String, Double> arguments) {}

    private static Desired desired(Connection connection, DeviceId device) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select version, arguments from telemetry.desired_configuration where device = ?")) {
            select.setString(1, device.value());
            try (ResultSet answer = select.executeQuery()) {
                return answer.next()
                        ? new Desired(answer.getLong(1), Arguments.read(answer.getString(2)))
                        : new Desired(0, Map.of());
            }
        }
    }

    private static void save(
            Connection connection, DeviceId device, long version, Map<String, Double> arguments, long now)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into telemetry.desired_configuration (device, version, arguments, ordered_ms)"
                        + " values (?, ?, ?, ?) on conflict (device) do update set version = excluded.version,"
                        + " arguments = excluded.arguments, ordered_ms = excluded.ordered_ms")) {
            upsert.setString(1, device.value());
            upsert.setLong(2, version);
            upsert.setString(3, Arguments.write(arguments));
            upsert.setLong(4, now);
            upsert.executeUpdate();
        }
    }

    @Override
    public Optional<Command> find(String id) {
        return transactions.run(connection -> {
            Row row = Row.one(connection, "id = ?", id);
            return row == null ? Optional.empty() : Optional.of(row.command(connection));
        });
    }

    @Override
    public List<Command> of(DeviceId device, @Nullable Long beforeNumber, int limit) {
        long before = beforeNumber == null ? Long.MAX_VALUE : beforeNumber;
        int most = Math.max(1, Math.min(limit, PAGE));
        return transactions.run(connection -> {
            List<Command> found = new ArrayList<>();
            for (Row row : Row.all(
                    connection,
                    "device = ? and number < " + before + " order by number desc limit " + most,
                    device.value())) {
                found.add(row.command(connection));
            }
            return found;
        });
    }

    /** Position of the newest news. */
    public long head() {
        return transactions.run(CommandStore::head);
    }

    /**
     * What gateways of these communities have not heard of after a position.
     *
     * @param communities empty for all of them
     */
    public News after(long position, Set<CommunityId> communities) {
        long now = ticker.epochMillis();
        return transactions.run(connection -> {
            long head = head(connection); // first: what is committed from now on may be told twice, but not passed over
            // A position that lies ahead is another database's: what is under way is told from the start.
            long from = position > head ? 0 : position;
            List<Errand> errands = new ArrayList<>();
            List<String> withdrawn = new ArrayList<>();
            long reached = from;
            List<Row> page = Row.all(connection, "news > " + from + " order by news limit " + PAGE);
            for (Row row : page) {
                reached = row.news();
                if (!communities.isEmpty() && !communities.contains(row.community())) {
                    continue;
                }
                if (!row.state().isUnderWay()) {
                    withdrawn.add(row.id());
                } else if (row.expiresMillis() > now) {
                    errands.add(row.errand());
                }
            }
            return new News(page.size() < PAGE ? head : reached, errands, from == 0 ? List.of() : withdrawn, "");
        });
    }

    /** Writes down what a gateway says; what is known already, or cannot follow on what is known, changes nothing. */
    public void report(String gateway, Set<CommunityId> communities, List<Report> reports) {
        transactions.run(connection -> {
            lock(connection);
            for (Report report : reports) {
                Row row = Row.one(connection, "id = ?", report.id());
                if (row != null
                        && isItsOwn(row, communities, report)
                        && row.state().mayBecome(report.state())) {
                    move(connection, row, report.state(), report.atMillis(), gateway, report.reason());
                }
            }
            return true;
        });
    }

    private static boolean isItsOwn(Row row, Set<CommunityId> communities, Report report) {
        return row.device().equals(report.device())
                && (communities.isEmpty() || communities.contains(row.community()))
                && report.state() != State.QUEUED
                && report.state() != State.SUPERSEDED;
    }

    /** Gives up what nobody has taken in time, and later what nobody has told the end of; how many that were. */
    public int expire() {
        long now = ticker.epochMillis();
        return transactions.run(connection -> {
            List<Row> late = Row.all(
                    connection,
                    "state in ('QUEUED', 'SENT', 'DELIVERED') and (expires_ms <= " + (now - GRACE_MILLIS)
                            + " or state = 'QUEUED' and expires_ms <= " + now + ") order by number limit " + PAGE);
            if (!late.isEmpty()) {
                lock(connection);
                for (Row row : late) {
                    // Read again under the lock: a gateway may have told of it in between.
                    Row still = Row.one(connection, "id = ?", row.id());
                    if (still != null && still.state() == row.state()) {
                        move(connection, still, State.EXPIRED, now, "", reasonOfSilence(still.state()));
                    }
                }
            }
            return late.size();
        });
    }

    private static String reasonOfSilence(State state) {
        return switch (state) {
            case QUEUED -> "NO_GATEWAY";
            case SENT -> "NO_WORD";
            default -> "NO_RECEIPT";
        };
    }

    private static void move(Connection connection, Row row, State state, long atMillis, String gateway, String reason)
            throws SQLException {
        boolean tellsGateways = row.state().isUnderWay() && !state.isUnderWay();
        try (PreparedStatement update =
                connection.prepareStatement("update telemetry.command set state = ?, news = ? where number = ?")) {
            update.setString(1, state.name());
            update.setLong(2, tellsGateways ? next(connection, "news") : row.news());
            update.setLong(3, row.number());
            update.executeUpdate();
        }
        step(connection, row.number(), state, atMillis, gateway, reason);
    }

    private static void step(
            Connection connection, long number, State state, long atMillis, String gateway, String reason)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into telemetry.command_step (command, step, state, at_ms, gateway, reason) select ?,"
                        + " count(*), ?, ?, ?, ? from telemetry.command_step where command = ?")) {
            insert.setLong(1, number);
            insert.setString(2, state.name());
            insert.setLong(3, atMillis);
            insert.setString(4, gateway);
            insert.setString(5, reason);
            insert.setLong(6, number);
            insert.executeUpdate();
        }
    }

    /** Nobody else who changes commands gets past here until the end of the transaction. */
    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select number from telemetry.command_counter for update")) {
            select.executeQuery().close();
        }
    }

    private static long next(Connection connection, String column) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update telemetry.command_counter set " + column
                        + " = " + column + " + 1 returning " + column);
                ResultSet answer = update.executeQuery()) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private static long head(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select news from telemetry.command_counter");
                ResultSet answer = select.executeQuery()) {
            return answer.next() ? answer.getLong(1) : 0L;
        }
    }
}
