package io.geshao.devicesim.scenario;

import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.registry.Device;
import io.geshao.devicesim.community.Model;
import io.geshao.devicesim.wire.Encoding;
import io.geshao.devicesim.wire.Frame;
import io.geshao.devicesim.wire.Message;
import io.geshao.devicesim.wire.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A device as the simulator plays it: ordinary values around a base of its own, a message counter, and whatever a
 * scenario forces on it. All of it belongs to the agenda's thread.
 */
public final class VirtualDevice {
    private static final Map<Model, Encoding> ENCODINGS = new EnumMap<>(Map.of(
            Model.BAY_NB, Encoding.NATIVE_CBOR,
            Model.METER_NB, Encoding.NATIVE_CBOR,
            Model.ROAD_LEVEL_4G, Encoding.SENML_JSON,
            Model.PRESSURE_LORA, Encoding.NATIVE_CBOR));

    private final Device device;
    private final Model model;
    private final Random random;
    private final long boot;
    private final Map<Metric, Double> forced = new HashMap<>();
    private final double base;
    private double battery;
    private double drift;
    private boolean occupied;
    private long seq;
    private boolean silent;
    private int schedule;
    private final Obedience obedience = new Obedience();

    public VirtualDevice(Device device, long seed, long boot) {
        this.device = device;
        this.model = Model.of(device.profile());
        this.random = new Random(seed ^ device.id().value().hashCode() * 0x9E3779B97F4A7C15L);
        this.boot = boot;
        this.base = random.nextDouble();
        this.battery = 35 + random.nextInt(65);
        this.drift = base * (model == Model.METER_NB ? 9_000 : 60);
        this.occupied = model != Model.FIRE_LANE_LORA && random.nextInt(100) < 55;
    }

    public Device device() {
        return device;
    }

    public DeviceId id() {
        return device.id();
    }

    public Model model() {
        return model;
    }

    /** Identity of the connection its messages leave through. */
    public String connection() {
        return device.gateway().isEmpty() ? device.id().value() : device.gateway();
    }

    /** From now on the metric has this value, until {@link #release}. */
    void force(Metric metric, double value) {
        forced.put(metric, value);
    }

    void release(Metric metric) {
        forced.remove(metric);
    }

    void fallSilent() {
        silent = true;
    }

    public boolean isSilent() {
        return silent;
    }

    /** A number that changes whenever the device is rescheduled: an older plan for it is void. */
    public int reschedule() {
        return ++schedule;
    }

    public boolean isCurrent(int plan) {
        return plan == schedule;
    }

    /** Milliseconds to its next regular report; at most 4 % off the interval, as real clocks are. */
    public long nextInterval(double rate) {
        double jitter = 0.96 + 0.08 * random.nextDouble();
        return Math.max(20, Math.round(obedience.intervalMillis(device.profile().intervalMillis()) * jitter / rate));
    }

    /** What it has been told, and does. */
    public Obedience obedience() {
        return obedience;
    }

    /** Where in its interval it starts. */
    public long firstInterval(double rate) {
        return Math.round(device.profile().intervalMillis() * random.nextDouble() / rate);
    }

    /** Its regular message of this moment. */
    public Message report(long nowMillis) {
        return message(nowMillis, nowMillis, false, measure());
    }

    /** A message with a device time of its own and chosen values. */
    Message message(long nowMillis, long deviceMillis, boolean test, List<Sample> samples) {
        Encoding encoding = test ? Encoding.NATIVE_JSON : encoding();
        Frame frame = new Frame(boot, seq++, deviceMillis, test, samples);
        return Message.of(device.community(), device.id(), encoding, frame, nowMillis);
    }

    Encoding encoding() {
        return ENCODINGS.getOrDefault(model, Encoding.NATIVE_JSON);
    }

    long boot() {
        return boot;
    }

    long takeSeq() {
        return seq++;
    }

    private List<Sample> measure() {
        List<Sample> samples = new ArrayList<>(4);
        switch (model) {
            case SMOKE_LORA -> {
                put(samples, Metric.SMOKE_ALARM, 0);
                put(samples, Metric.SMOKE_OBSCURATION, around(0.02 + base * 0.05, 0.01));
                put(samples, Metric.TEMPERATURE, around(18 + base * 8, 0.3));
            }
            case HEAT_LORA -> {
                put(samples, Metric.HEAT_ALARM, 0);
                put(samples, Metric.TEMPERATURE, around(18 + base * 10, 0.3));
            }
            case CALL_POINT_LORA -> put(samples, Metric.CALL_POINT, 0);
            case HYDRANT_NB -> put(samples, Metric.HYDRANT_PRESSURE, around(0.30 + base * 0.1, 0.004));
            case BIN_LORA -> {
                put(samples, Metric.FILL_LEVEL, fill());
                put(samples, Metric.TEMPERATURE, around(16 + base * 10, 0.3));
                put(samples, Metric.TILT, 0);
            }
            case BAY_LORA, BAY_NB -> {
                occupied ^= random.nextInt(60) == 0;
                put(samples, Metric.OCCUPIED, occupied ? 1 : 0);
            }
            case FIRE_LANE_LORA -> put(samples, Metric.OCCUPIED, 0);
            case ROAD_LEVEL_4G -> put(samples, Metric.LEVEL, base * 0.02);
            case PRESSURE_LORA, PRESSURE_4G -> put(samples, Metric.PRESSURE, around(0.30 + base * 0.02, 0.004));
            case METER_NB -> {
                double flow = Math.max(0, around(0.6 + base * 2, 0.4));
                drift += flow * device.profile().intervalMillis() / 3_600_000.0;
                put(samples, Metric.FLOW, flow);
                put(samples, Metric.VOLUME, drift);
            }
        }
        put(samples, Metric.BATTERY, Math.floor(battery));
        battery = Math.max(31, battery - 0.0005);
        return samples;
    }

    /** Rises slowly; somebody empties it well before it is full. */
    private double fill() {
        drift += random.nextDouble() * 0.1;
        if (drift > 74) {
            drift = 3 + base * 5;
        }
        return drift;
    }

    private double around(double value, double spread) {
        return value + (random.nextDouble() * 2 - 1) * spread;
    }

    /** Three decimals, as sensors have. */
    private void put(List<Sample> samples, Metric metric, double ordinary) {
        Double held = forced.get(metric);
        double value = held == null ? Math.round(ordinary * 1_000) / 1_000.0 : held;
        samples.add(Sample.of(metric, value));
    }
}
