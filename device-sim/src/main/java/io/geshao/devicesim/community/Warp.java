package io.geshao.devicesim.community;

/**
 * Bends the straight drawing plane (u, v in metres, u roughly east, v roughly north) into ground coordinates, so that
 * streets curve and run at angles while neighbours keep sharing their borders. Smooth and without folds: its slopes
 * stay far below 1.
 */
final class Warp {
    private static final double ORIGIN_LONGITUDE = 118.770;
    private static final double ORIGIN_LATITUDE = 31.970;
    private static final double METRES_PER_DEGREE = 111_195;
    private static final double TURN = Math.toRadians(-11);

    private final double phaseU;
    private final double phaseV;

    Warp(double phaseU, double phaseV) {
        this.phaseU = phaseU;
        this.phaseV = phaseV;
    }

    /** A point in metres; which plane it is in is said by who holds it. */
    record Xy(double x, double y) {}

    /** Ground metres east and north of the origin. */
    Xy at(double u, double v) {
        double bentU = u + 34 * Math.sin(v / 230 + phaseU) + 0.00007 * v * v;
        double bentV = v + 26 * Math.sin(u / 285 + phaseV) + 0.05 * u;
        double cos = Math.cos(TURN);
        double sin = Math.sin(TURN);
        return new Xy(bentU * cos - bentV * sin, bentU * sin + bentV * cos);
    }

    /** Ground direction of the drawing plane's u axis at a point, radians counter-clockwise from east. */
    double direction(double u, double v) {
        Xy before = at(u - 1, v);
        Xy after = at(u + 1, v);
        return Math.atan2(after.y() - before.y(), after.x() - before.x());
    }

    /** Longitude and latitude, WGS 84 degrees, of a ground point; seven decimals are a centimetre. */
    static double[] lonLat(Xy ground) {
        double latitude = ORIGIN_LATITUDE + ground.y() / METRES_PER_DEGREE;
        double longitude =
                ORIGIN_LONGITUDE + ground.x() / (METRES_PER_DEGREE * Math.cos(Math.toRadians(ORIGIN_LATITUDE)));
        return new double[] {round(longitude), round(latitude)};
    }

    private static double round(double degrees) {
        return Math.round(degrees * 1e7) / 1e7;
    }
}
