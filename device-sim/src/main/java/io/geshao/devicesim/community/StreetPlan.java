package io.geshao.devicesim.community;

import io.geshao.devicesim.community.Warp.Xy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Streets, grids and what stands between them, for two communities on either bank of a river. A community is cut again
 * and again across its longer side: the cuts are streets, the parts are grids; a grid is cut further by lanes into
 * blocks of slab buildings in rows, one block for a park and a car park. All in the drawing plane, bent by
 * {@link Warp} when written.
 */
final class StreetPlan {
    static final int GRIDS = 6;
    static final int BUILDINGS_PER_COMMUNITY = 60;
    private static final double SAMPLE_STEP = 20;
    private static final double RIVER_HALF = 44;

    record Road(String community, String code, String rank, double width, Rect line) {
        boolean isAlongU() {
            return line.width() >= line.height();
        }

        Xy point(double share) {
            return new Xy(line.u0() + line.width() * share, line.v0() + line.height() * share);
        }
    }

    /** A building: where its centre is in the drawing plane and how big it is; {@code notch} cuts one corner out. */
    record Footprint(double u, double v, double length, double depth, double turn, boolean notch) {}

    record Grid(
            String community,
            String code,
            Rect area,
            List<Road> lanes,
            List<Footprint> buildings,
            List<Rect> greens,
            List<Rect> carParks) {}

    /** Where a street dips under another one and water collects. */
    record Underpass(String community, Rect area) {}

    private final Random random;
    final Warp warp;
    final List<Grid> grids = new ArrayList<>();
    final List<Road> roads = new ArrayList<>();
    final List<Underpass> underpasses = new ArrayList<>();
    final List<List<Xy>> riverside = new ArrayList<>();
    final List<Xy> river;
    private final List<Rect> communities = List.of(new Rect(-640, -292, -76, 286), new Rect(76, -278, 622, 300));

    StreetPlan(long seed, List<String> codes) {
        random = new Random(seed);
        warp = new Warp(random.nextDouble() * 2, random.nextDouble() * 2);
        for (int i = 0; i < codes.size(); i++) {
            layCommunity(codes.get(i), communities.get(i));
        }
        roads.add(new Road("", "br-01", "main", 18, bridge(codes)));
        river = riverOutline();
        riverside.add(bank(communities.get(0).u1(), -RIVER_HALF));
        riverside.add(bank(communities.get(1).u0(), RIVER_HALF));
    }

    /** From the first inner street of one community across the river to that of the other. */
    private Rect bridge(List<String> codes) {
        Rect west = road(codes.get(0), segment(5)).line();
        Rect east = road(codes.get(1), segment(5)).line();
        return new Rect(west.u1(), west.v1(), east.u0(), east.v0());
    }

    private Road road(String community, String code) {
        return roads.stream()
                .filter(road ->
                        road.community().equals(community) && road.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    Rect community(int index) {
        return communities.get(index);
    }

    private void layCommunity(String code, Rect area) {
        int number = 0;
        double[][] sides = {
            {area.u0(), area.v0(), area.u1(), area.v0()}, {area.u0(), area.v1(), area.u1(), area.v1()},
            {area.u0(), area.v0(), area.u0(), area.v1()}, {area.u1(), area.v0(), area.u1(), area.v1()},
        };
        for (double[] side : sides) {
            roads.add(new Road(code, segment(++number), "main", 22, new Rect(side[0], side[1], side[2], side[3])));
        }
        List<Rect> parts = new ArrayList<>(List.of(area));
        while (parts.size() < GRIDS) {
            Rect largest =
                    parts.stream().max(Comparator.comparingDouble(Rect::area)).orElseThrow();
            List<Rect> halves = largest.cut(0.42 + 0.16 * random.nextDouble());
            parts.remove(largest);
            parts.addAll(halves);
            roads.add(new Road(
                    code, segment(++number), number < 6 ? "main" : "street", number < 6 ? 18 : 13, cutLine(halves)));
        }
        parts.sort(Comparator.comparingDouble((Rect part) -> -Math.round(part.centreV() / 150))
                .thenComparingDouble(Rect::centreU));
        double total = parts.stream().mapToDouble(Rect::area).sum();
        int left = BUILDINGS_PER_COMMUNITY;
        for (int i = 0; i < parts.size(); i++) {
            int wanted = i == parts.size() - 1
                    ? left
                    : (int) Math.round(BUILDINGS_PER_COMMUNITY * parts.get(i).area() / total);
            left -= wanted;
            Grid grid = layGrid(code, "g%02d".formatted(i + 1), parts.get(i), wanted, number);
            number += grid.lanes().size();
            grids.add(grid);
            roads.addAll(grid.lanes());
        }
        Road dipping = road(code, segment(5));
        Xy dip = dipping.point(0.06);
        double along = 46;
        double across = dipping.width() / 2;
        underpasses.add(new Underpass(
                code,
                dipping.isAlongU()
                        ? new Rect(dip.x() - along, dip.y() - across, dip.x() + along, dip.y() + across)
                        : new Rect(dip.x() - across, dip.y() - along, dip.x() + across, dip.y() + along)));
    }

    private static String segment(int number) {
        return "st-%02d".formatted(number);
    }

    private static Rect cutLine(List<Rect> halves) {
        Rect first = halves.get(0);
        Rect second = halves.get(1);
        return first.u1() == second.u0()
                ? new Rect(second.u0(), first.v0(), second.u0(), first.v1())
                : new Rect(first.u0(), second.v0(), first.u1(), second.v0());
    }

    private Grid layGrid(String community, String code, Rect area, int wanted, int roadNumber) {
        Rect inside = area.inset(8);
        List<Rect> blocks = new ArrayList<>(List.of(inside));
        List<Road> lanes = new ArrayList<>();
        while (blocks.size() < 4) {
            Rect largest =
                    blocks.stream().max(Comparator.comparingDouble(Rect::area)).orElseThrow();
            List<Rect> halves = largest.cut(0.40 + 0.20 * random.nextDouble());
            blocks.remove(largest);
            blocks.addAll(halves);
            lanes.add(new Road(community, segment(roadNumber + lanes.size() + 1), "lane", 6.5, cutLine(halves)));
        }
        Rect facility =
                blocks.stream().min(Comparator.comparingDouble(Rect::area)).orElseThrow();
        blocks.remove(facility);
        List<Rect> halves = facility.inset(7).cut(0.45 + 0.2 * random.nextDouble());
        List<Rect> greens = new ArrayList<>(List.of(halves.get(0)));
        List<Rect> carParks = new ArrayList<>(List.of(halves.get(1).inset(1.5)));
        List<Footprint> buildings = new ArrayList<>();
        for (double pitch = 34; buildings.size() < wanted; pitch -= 2) {
            buildings.clear();
            for (Rect block : blocks) {
                layRows(block.inset(7), pitch, buildings);
            }
        }
        while (buildings.size() > wanted) {
            Footprint free = buildings.remove(random.nextInt(buildings.size()));
            Rect plot = new Rect(
                    free.u() - free.length() / 2,
                    free.v() - free.depth() / 2 - 2,
                    free.u() + free.length() / 2,
                    free.v() + free.depth() / 2 + 2);
            (random.nextInt(5) < 3 ? greens : carParks).add(plot);
        }
        return new Grid(community, code, area, lanes, buildings, greens, carParks);
    }

    /** Slabs with their long side to the south, as high as the sun allows: rows one pitch apart. */
    private void layRows(Rect block, double pitch, List<Footprint> into) {
        boolean towers = random.nextInt(5) == 0;
        int rows = Math.max(1, (int) ((block.height() - 14) / pitch) + 1);
        double step = rows == 1 ? 0 : (block.height() - 16) / (rows - 1);
        for (int row = 0; row < rows; row++) {
            double v = rows == 1 ? block.centreV() : block.v0() + 8 + row * step;
            double cursor = block.u0() + random.nextDouble() * 5;
            while (block.u1() - cursor >= 22) {
                double room = block.u1() - cursor;
                double length = towers ? 23 + random.nextInt(6) : 32 + random.nextInt(34);
                if (length > room || room - length < 14) {
                    length = Math.min(room, towers ? 28 : 66);
                }
                double depth = towers ? 20 + random.nextInt(4) : 11.5 + random.nextInt(5) * 0.6;
                depth = Math.min(depth, rows == 1 ? 22 : step - 6);
                into.add(new Footprint(
                        cursor + length / 2,
                        v + (random.nextDouble() - 0.5) * 3,
                        length,
                        depth,
                        Math.toRadians((random.nextDouble() - 0.5) * 4),
                        !towers && length > 44 && random.nextInt(3) == 0));
                cursor += length + 9 + random.nextDouble() * 6;
            }
        }
    }

    private static double meander(double v) {
        return 16 * Math.sin(v / 130) + 9 * Math.sin(v / 61 + 1);
    }

    private List<Xy> riverOutline() {
        List<Xy> ring = new ArrayList<>();
        for (double v = -420; v <= 420; v += SAMPLE_STEP) {
            ring.add(warp.at(meander(v) - RIVER_HALF, v));
        }
        for (double v = 420; v >= -420; v -= SAMPLE_STEP) {
            ring.add(warp.at(meander(v) * 0.9 + RIVER_HALF, v));
        }
        ring.add(ring.get(0));
        return ring;
    }

    /** The green strip between a riverside street and the water. */
    private List<Xy> bank(double street, double shore) {
        double inner = street + Math.signum(shore - street) * 13;
        double outer = shore < 0 ? -RIVER_HALF : RIVER_HALF;
        List<Xy> ring = new ArrayList<>();
        for (double v = -280; v <= 280; v += SAMPLE_STEP) {
            double water = shore < 0 ? meander(v) + outer : meander(v) * 0.9 + outer;
            double edge = shore < 0 ? Math.max(inner + 1, water - 4) : Math.min(inner - 1, water + 4);
            ring.add(warp.at(edge, v));
        }
        for (double v = 280; v >= -280; v -= SAMPLE_STEP) {
            ring.add(warp.at(inner, v));
        }
        ring.add(ring.get(0));
        return ring;
    }

    /** Every cut and a regular step between them: shared by all outlines, so that borders match point by point. */
    List<Double> stops(boolean alongU) {
        TreeSet<Double> stops = new TreeSet<>();
        for (double at = -640; at <= 640; at += SAMPLE_STEP) {
            stops.add(at);
        }
        for (Grid grid : grids) {
            stops.add(alongU ? grid.area().u0() : grid.area().v0());
            stops.add(alongU ? grid.area().u1() : grid.area().v1());
        }
        return List.copyOf(stops);
    }

    /** A street's centre line on the ground. */
    List<Xy> centreLine(Road road) {
        int steps = Math.max(
                1, (int) Math.ceil(Math.max(road.line().width(), road.line().height()) / SAMPLE_STEP));
        List<Xy> line = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            Xy point = road.point((double) i / steps);
            line.add(warp.at(point.x(), point.y()));
        }
        return line;
    }

    /** A building's outline on the ground, turned with the streets around it. */
    List<Xy> outline(Footprint building) {
        double l = building.length() / 2;
        double d = building.depth() / 2;
        double[][] corners = building.notch()
                ? new double[][] {{-l, -d}, {l, -d}, {l, d}, {l * 0.45, d}, {l * 0.45, d * 0.25}, {-l, d * 0.25}}
                : new double[][] {{-l, -d}, {l, -d}, {l, d}, {-l, d}};
        Xy centre = warp.at(building.u(), building.v());
        double angle = warp.direction(building.u(), building.v()) + building.turn();
        List<Xy> ring = new ArrayList<>();
        for (double[] corner : corners) {
            ring.add(new Xy(
                    centre.x() + corner[0] * Math.cos(angle) - corner[1] * Math.sin(angle),
                    centre.y() + corner[0] * Math.sin(angle) + corner[1] * Math.cos(angle)));
        }
        ring.add(ring.get(0));
        return ring;
    }
}
