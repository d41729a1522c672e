package io.geshao.devicesim;

import io.geshao.core.time.Ticker;
import io.geshao.devicesim.pace.Agenda;
import io.geshao.devicesim.scenario.Stage;
import io.geshao.devicesim.scenario.VirtualDevice;
import io.geshao.devicesim.score.Truth.Decisive;
import io.geshao.devicesim.wire.Link;
import io.geshao.devicesim.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All virtual devices and the connections they speak through: regular reports in the background, and the stage on which
 * a scenario plays. Everything runs on the agenda's thread.
 */
final class Community implements Stage {
    private final List<VirtualDevice> devices;
    private final Map<String, Link> links;
    private final Agenda agenda;
    private final Ticker ticker;
    private final Tally tally;
    private final double rate;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong forgotten = new AtomicLong();
    private volatile boolean publishing = true; // cleared by whoever stops the simulation

    /** @param links by identity */
    Community(
            List<VirtualDevice> devices,
            Map<String, Link> links,
            Agenda agenda,
            Ticker ticker,
            Tally tally,
            double rate) {
        this.devices = devices;
        this.links = links;
        this.agenda = agenda;
        this.ticker = ticker;
        this.tally = tally;
        this.rate = rate;
    }

    /** Starts every device somewhere in its interval. */
    void beginReporting() {
        for (VirtualDevice device : devices) {
            plan(device, device.firstInterval(rate));
        }
    }

    /** A device does what it is told; a changed interval counts from now on. */
    byte[] obey(VirtualDevice device, byte[] order) {
        byte[] receipt = device.obedience().obey(order, nowMillis());
        if (device.obedience().takeIntervalChanged() && !device.isSilent()) {
            plan(device, device.nextInterval(rate));
        }
        return receipt;
    }

    void stopPublishing() {
        publishing = false;
    }

    private void plan(VirtualDevice device, long inMillis) {
        int plan = device.reschedule();
        agenda.after(inMillis, () -> {
            if (publishing && device.isCurrent(plan)) {
                report(device);
            }
        });
    }

    @Override
    public List<VirtualDevice> devices() {
        return devices;
    }

    @Override
    public long nowMillis() {
        return ticker.epochMillis();
    }

    @Override
    public void after(long millis, Runnable step) {
        agenda.after(millis, () -> {
            if (publishing) {
                step.run();
            }
        });
    }

    @Override
    public Message report(VirtualDevice device, Decisive... decided) {
        Message message = device.report(nowMillis());
        if (!device.isSilent()) {
            send(device.connection(), message, decided);
            plan(device, device.nextInterval(rate));
        }
        return message;
    }

    @Override
    public void send(String connection, Message message, Decisive... decided) {
        Link link = links.get(connection);
        if (link == null) {
            throw new IllegalArgumentException("nobody connects as " + connection);
        }
        tally.decides(message, decided);
        messages.incrementAndGet();
        if (!link.send(message)) {
            forgotten.incrementAndGet();
        }
    }

    @Override
    public void kill(String connection) {
        for (VirtualDevice device : devices) {
            if (device.connection().equals(connection)) {
                device.reschedule();
            }
        }
        Link link = links.get(connection);
        if (link != null) {
            link.die();
        }
    }

    /** Messages made, deliberate repeats included. */
    long messages() {
        return messages.get();
    }

    /** Messages lost inside the devices before any promise: memory full, or the gateway dead. */
    long forgotten() {
        return forgotten.get();
    }
}
