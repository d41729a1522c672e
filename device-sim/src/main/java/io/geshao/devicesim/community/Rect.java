package io.geshao.devicesim.community;

import io.geshao.devicesim.community.Warp.Xy;
import java.util.ArrayList;
import java.util.List;

/** An upright rectangle of the drawing plane, metres. */
record Rect(double u0, double v0, double u1, double v1) {
    double width() {
        return u1 - u0;
    }

    double height() {
        return v1 - v0;
    }

    double area() {
        return width() * height();
    }

    double centreU() {
        return (u0 + u1) / 2;
    }

    double centreV() {
        return (v0 + v1) / 2;
    }

    Rect inset(double by) {
        return new Rect(u0 + by, v0 + by, u1 - by, v1 - by);
    }

    boolean contains(double u, double v) {
        return u >= u0 && u <= u1 && v >= v0 && v <= v1;
    }

    /** The two parts of a cut across the longer side. */
    List<Rect> cut(double ratio) {
        if (width() >= height()) {
            double u = u0 + width() * ratio;
            return List.of(new Rect(u0, v0, u, v1), new Rect(u, v0, u1, v1));
        }
        double v = v0 + height() * ratio;
        return List.of(new Rect(u0, v0, u1, v), new Rect(u0, v, u1, v1));
    }

    /**
     * The closed outline on the ground, counter-clockwise. Points stand at every given stop on a side, so that
     * neighbours that share the stops share every point of their border, T-junctions included.
     */
    List<Xy> outline(Warp warp, List<Double> stopsU, List<Double> stopsV) {
        List<Xy> ring = new ArrayList<>();
        List<Double> us = between(stopsU, u0, u1);
        List<Double> vs = between(stopsV, v0, v1);
        us.forEach(u -> ring.add(warp.at(u, v0)));
        vs.forEach(v -> ring.add(warp.at(u1, v)));
        reversed(us, u1).forEach(u -> ring.add(warp.at(u, v1)));
        reversed(vs, v1).forEach(v -> ring.add(warp.at(u0, v)));
        ring.add(ring.get(0));
        return ring;
    }

    /** From {@code from} up to but without {@code to}. */
    private static List<Double> between(List<Double> stops, double from, double to) {
        List<Double> inside = new ArrayList<>();
        inside.add(from);
        stops.stream().filter(stop -> stop > from && stop < to).sorted().forEach(inside::add);
        return inside;
    }

    /** The way back: from {@code to} down to but without the first. */
    private static List<Double> reversed(List<Double> forward, double to) {
        List<Double> back = new ArrayList<>();
        back.add(to);
        for (int i = forward.size() - 1; i > 0; i--) {
            back.add(forward.get(i));
        }
        return back;
    }
}
