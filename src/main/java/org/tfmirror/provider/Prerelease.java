package org.tfmirror.provider;

/** The order of prerelease texts: <a href="https://semver.org/#spec-item-11">semver, item 11</a>. */
final class Prerelease {

    private Prerelease() {}

    /** A release, whose text is empty, comes after all its prereleases. */
    static int compare(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isEmpty(), right.isEmpty());
        }
        String[] lefts = left.split("\\.", -1);
        String[] rights = right.split("\\.", -1);
        for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
            int order = compareIdentifiers(lefts[i], rights[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lefts.length, rights.length);
    }

    private static int compareIdentifiers(String left, String right) {
        boolean leftNumeric = isNumeric(left);
        boolean rightNumeric = isNumeric(right);
        if (leftNumeric != rightNumeric) {
            return leftNumeric ? -1 : 1;
        }
        // Numbers of any size compare by length first: they need not fit a long.
        if (leftNumeric && left.length() != right.length()) {
            return Integer.compare(left.length(), right.length());
        }
        return left.compareTo(right);
    }

    private static boolean isNumeric(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
