package io.geshao.core.port;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way down: what people and programs order devices to do, and what became of it. A <b>command</b> is an event: each
 * one is carried out once, or expires. A <b>configuration</b> is a state: the last one counts, and one that is not yet
 * with its device gives way to a newer one. Blocking; any thread.
 */
public interface CommandDesk {
    /** For what shall not expire: the end of the year 9999. Configurations usually do not. */
    long NEVER = 253_402_300_799_999L;

    /**
     * Takes an order; it is durable when this returns. The same order under the same key is the same command.
     *
     * @throws RefusedException if it cannot be taken, by name
     */
    Command order(Order order);

    Optional<Command> find(String id);

    /** Commands of a device, newest first; pass the last one's {@code number} to page on, or null to start. */
    List<Command> of(DeviceId device, @Nullable Long beforeNumber, int limit);

    /** What a device can be told to do. */
    enum Action {
        /** {@code on}: 1 to sound, 0 to be still. */
        SIREN("on"),
        /** {@code open}: 1 or 0. */
        VALVE("open"),
        /**
         * {@code interval_s}: seconds between two regular reports; {@code threshold.…}: the device's own limits by name.
         * What an order leaves out stays as it was ordered before; the device is always told all of it.
         */
        CONFIGURE("interval_s");

        private static final String THRESHOLD = "threshold.";
        private static final double LONGEST_INTERVAL_S = 7 * 86_400.0;
        private final String argument;

        Action(String argument) {
            this.argument = argument;
        }

        /** As the wire and the API spell it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Action> of(String wireName) {
            for (Action action : values()) {
                if (action.wireName().equals(wireName)) {
                    return Optional.of(action);
                }
            }
            return Optional.empty();
        }

        /** Whether the argument is a truth value, held as 1 or 0. */
        public boolean isBoolean(String name) {
            return this != CONFIGURE && name.equals(argument);
        }

        /** What is wrong with these arguments; empty if nothing is. */
        public Optional<String> faultOf(Map<String, Double> arguments) {
            if (this != CONFIGURE) {
                Double value = arguments.get(argument);
                boolean good = arguments.size() == 1 && value != null && (value == 0 || value == 1);
                return good ? Optional.empty() : Optional.of(wireName() + " takes '" + argument + "', true or false");
            }
            if (arguments.isEmpty()) {
                return Optional.of("nothing is configured");
            }
            for (Map.Entry<String, Double> given : arguments.entrySet()) {
                String name = given.getKey();
                double value = given.getValue();
                boolean threshold = name.startsWith(THRESHOLD)
                        && DeviceId.isValid(name.substring(THRESHOLD.length()))
                        && Double.isFinite(value);
                boolean interval = name.equals(argument) && value >= 1 && value <= LONGEST_INTERVAL_S;
                if (!threshold && !interval) {
                    return Optional.of("'" + name + "' is no interval_s of 1 to 604800 and no threshold.NAME");
                }
            }
            return Optional.empty();
        }
    }

    /** Where a command stands. It only ever goes down this list; the last three are ends. */
    enum State {
        /** Kept at the centre. */
        QUEUED,
        /** Kept on the disk of a gateway, too. */
        SENT,
        /** The device has acknowledged the message. */
        DELIVERED,
        /** Its time passed before the device was known to have done it. The device may still say that it did in time. */
        EXPIRED,
        /** A newer configuration stands in its place. */
        SUPERSEDED,
        /** The device will not do it, and says why. */
        REFUSED,
        /** The device has done it. */
        DONE;

        /** Whether a command in this state can go on to the next one. */
        public boolean mayBecome(State next) {
            return switch (this) {
                case REFUSED, DONE -> false;
                // Both say that nobody knows; only the device's own word is more.
                case EXPIRED, SUPERSEDED -> next == REFUSED || next == DONE;
                default -> next.ordinal() > ordinal();
            };
        }

        /** Whether a gateway still has to bring it to its device. */
        public boolean isUnderWay() {
            return this == QUEUED || this == SENT;
        }
    }

    /**
     * An order.
     *
     * @param arguments truth values as 1 and 0
     * @param expiresMillis from then on it must not be carried out any more
     * @param key of the one who orders, unique for the device: the same order again is not another command
     */
    record Order(
            DeviceId device,
            CommunityId community,
            Action action,
            Map<String, Double> arguments,
            long expiresMillis,
            String key,
            String actor) {
        public Order {
            arguments = Map.copyOf(arguments);
        }
    }

    /**
     * A command and where it stands.
     *
     * @param number grows with every command
     * @param id the name under which device and gateways know it; never used again, not even by another database
     * @param version of the device's configuration, 0 for other actions
     * @param steps what happened to it, oldest first
     */
    record Command(
            long number, String id, Order order, long orderedMillis, long version, State state, List<Step> steps) {
        public Command {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One thing that happened to a command.
     *
     * @param gateway that told of it; empty if it happened at the centre
     * @param reason a name such as {@code NO_RECEIPT}; empty if the state says it all
     */
    record Step(State state, long atMillis, String gateway, String reason) {}

    /** The centre as one gateway sees it, looking for work. Any thread. */
    interface Line {
        /**
         * What is new for this gateway after a position; completes with the first news, or without any after a while.
         *
         * @param position of the last answer, 0 at first
         * @param registry version of the registry the gateway has; another one at the centre is news
         */
        CompletionStage<News> after(long position, String registry);

        /** Tells what became of commands; complete when it is durable. Telling it again changes nothing. */
        CompletionStage<Void> report(List<Report> reports);
    }

    /**
     * @param errands to bring to their devices; may repeat what was told before
     * @param withdrawn ids that are not to be delivered any more
     * @param registry version at the centre; empty if it has none to give
     */
    record News(long position, List<Errand> errands, List<String> withdrawn, String registry) {
        public News {
            errands = List.copyOf(errands);
            withdrawn = List.copyOf(withdrawn);
        }

        public boolean isEmpty() {
            return errands.isEmpty() && withdrawn.isEmpty();
        }
    }

    /** A command as a gateway needs it. */
    record Errand(
            String id,
            DeviceId device,
            CommunityId community,
            Action action,
            Map<String, Double> arguments,
            long version,
            long expiresMillis) {
        public Errand {
            arguments = new TreeMap<>(arguments);
        }
    }

    /** A gateway's word on a command: that it has it, that the device has it, what the device says, or that it is late. */
    record Report(String id, DeviceId device, State state, String reason, long atMillis) {}

    /** An order that is not taken. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Reason reason;

        public RefusedException(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }

        /** Why an order was refused. */
        public enum Reason {
            /** The arguments do not suit the action. */
            BAD_ARGUMENTS,
            /** It expires before anybody could carry it out. */
            ALREADY_EXPIRED,
            /** The key stands for another order. */
            KEY_REUSED,
            /** So many of the device's commands are under way that another would only queue up. */
            TOO_MANY_UNDER_WAY
        }
    }
}
