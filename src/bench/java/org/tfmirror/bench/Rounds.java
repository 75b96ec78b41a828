package org.tfmirror.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lets sides take turns, so that other load of the machine meets them alike. */
final class Rounds {

    private Rounds() {}

    /**
     * One turn of each to warm up, then {@link Bench#rounds()} rounds, in which the order of the sides is reversed each
     * time.
     */
    static Measured alternate(Bench bench, Side... sides) throws Exception {
        double[][] figures = new double[sides.length][bench.rounds()];
        for (int round = 0; round <= bench.rounds(); round++) {
            for (int side : order(sides.length, round)) {
                double figure = sides[side].measurement().measure(round);
                String turn = round == 0 ? "warm-up" : "round " + round;
                bench.tell(turn + ": " + sides[side].name() + " " + Line.figure(figure, ""));
                if (round > 0) {
                    figures[side][round - 1] = figure;
                }
            }
        }
        return new Measured(List.of(sides), figures);
    }

    private static List<Integer> order(int sides, int round) {
        List<Integer> order = new ArrayList<>();
        for (int side = 0; side < sides; side++) {
            order.add(side);
        }
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }
}
