package io.geshao.alerting;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What alerting remembers of one device. Owner: the partition thread. */
final class DeviceMemory extends Due {
    final Device device;
    final DeviceId id;
    final @Nullable GatewayMemory gateway;
    /** Readings older than this are late, in milliseconds. */
    final long lateMillis;
    /** How long its last values hold, in milliseconds. */
    final long holdMillis;

    private final Presence presence;

    /** The rules with conditions that are bound to it. */
    Plan plan;

    World real;
    private @Nullable World drill;

    /** When it was last heard, on the gateway's clock, or {@link Cell#NEVER}. */
    long heardMillis = Cell.NEVER;
    /** When its last will came, if nothing came since, else {@link Cell#NEVER}. Replayed, not kept with the snapshot. */
    long goneMillis = Cell.NEVER;
    /** When what explained its silence was over, else {@link Cell#NEVER}: silence counts from here. */
    long backMillis = Cell.NEVER;
    /** Nothing is known of it any more: its last values do not hold. */
    boolean unknown;
    /** A reading has carried a flag, and rules about flags may still care: not kept with the snapshot. */
    boolean flagged;
    /** When the last flagged one came. */
    long flaggedMillis = Cell.NEVER;
    /** It counts as silent for its gateway. */
    boolean silent;
    /** Rules about absence that have been told of its silence; index as in {@link Presence}. */
    boolean[] absent;
    /** Its presence is in no doubt: hearing it again changes nothing but the time. */
    boolean calm;
    /** Watches about its absence. */
    int absenceWatches;

    DeviceMemory(Device device, Plan plan, @Nullable GatewayMemory gateway, Presence presence, int absenceRules) {
        this.device = device;
        this.id = device.id();
        this.plan = plan;
        this.gateway = gateway;
        this.presence = presence;
        this.absent = new boolean[absenceRules];
        this.lateMillis = device.profile().lateMillis();
        this.holdMillis = device.profile().intervalMillis() * device.profile().silentAfterIntervals();
        this.real = new World(false, plan);
    }

    /**
     * Judges by other rules from now on; what was said is kept. Watches are linked anew by the caller.
     *
     * @param toldAbsent as {@link #absent}, under the new rules
     */
    void adopt(Plan next, boolean[] toldAbsent) {
        World was = real;
        World wasDrill = drill;
        plan = next;
        real = new World(false, next);
        real.take(was);
        drill = null;
        if (wasDrill != null) {
            world(true).take(wasDrill);
        }
        absent = toldAbsent;
        calm = false;
    }

    World world(boolean ofDrill) {
        if (!ofDrill) {
            return real;
        }
        if (drill == null) {
            drill = new World(true, plan);
        }
        return drill;
    }

    List<World> worlds() {
        return drill == null ? List.of(real) : List.of(real, drill);
    }

    @Override
    void onDue(long nowMillis) {
        presence.check(this, nowMillis);
    }
}
