package io.geshao.core.port;

import io.geshao.core.AlertTransition;
import io.geshao.core.DeviceId;
import io.geshao.core.Reading;
import io.geshao.core.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The life-safety rules, judged at a gateway by the evaluator of the centre, for the time when the centre cannot be reached.
 * An alert has the id here that it gets there: rule, scope and the event time of its onset. In memory only. Owner: the
 * thread that made it; {@link #cares} any.
 */
public interface EdgeRules {
    /**
     * Beginning of the name of the metric by which a gateway tells the centre that it has told people itself; the rule's id
     * follows. Reserved: no device may send it. Value: seconds from the alarm's onset to the telling; event time: the telling.
     */
    String TOLD = "x_edge_told_";

    /** Whether the rules say anything of the device. */
    boolean cares(DeviceId device);

    /** Readings that have become durable at the gateway now. */
    void stored(List<Reading> readings, long nowMillis);

    /** Lets time pass. */
    void advance(long nowMillis);

    /** The centre has all there is: what is over here but held for a person is that person's business there. */
    void handOver();

    /** Makes them; whichever module on the class path has an evaluator lists one under {@code META-INF/services}. */
    interface Maker {
        /**
         * @param rules YAML by file name; those that are not of life safety are passed over
         * @param told hears every step of every alert, on the owner's thread
         * @throws IllegalArgumentException if the rules are wrong, with every fault
         */
        EdgeRules make(Map<String, String> rules, Registry registry, long nowMillis, Consumer<AlertTransition> told);
    }

    /** The evaluator of this process, if one is on its class path. */
    static Optional<Maker> maker() {
        return ServiceLoader.load(Maker.class).findFirst();
    }
}
