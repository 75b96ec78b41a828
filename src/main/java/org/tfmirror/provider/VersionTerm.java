package org.tfmirror.provider;

import java.util.Objects;

/**
 * One condition of a {@link VersionConstraint}.
 *
 * @param version the boundary; numbers that were not written are 0
 * @param numbers of {@code ~>}, which lets the last number that was written grow, but the major one never: 3 where three
 *     were written, else 2; of other operators always 3
 */
public record VersionTerm(Operator operator, ProviderVersion version, int numbers) {

    /** How a version is compared with the boundary. */
    public enum Operator {
        /** Equal, metadata included. */
        EQUAL("="),
        /** Anything but that very version. */
        NOT_EQUAL("!="),
        /** Newer. */
        GREATER(">"),
        /** Newer or of the same precedence. */
        GREATER_OR_EQUAL(">="),
        /** Older. */
        LESS("<"),
        /** Older or of the same precedence. */
        LESS_OR_EQUAL("<="),
        /** At least this, within the same minor version where three numbers are given, else within the same major. */
        PESSIMISTIC("~>");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }
    }

    /** @throws InvalidNameException where {@code numbers} is not 1 to 3 */
    public VersionTerm {
        Objects.requireNonNull(operator);
        Objects.requireNonNull(version);
        if (numbers < 1 || numbers > 3) {
            throw new InvalidNameException(version.toString(), "a version has one to three numbers");
        }
        numbers = operator == Operator.PESSIMISTIC ? Math.max(2, numbers) : 3; // so that what means the same is equal
    }

    boolean allows(ProviderVersion candidate) {
        int order = candidate.comparePrecedence(version);
        return switch (operator) {
            case EQUAL -> candidate.equals(version);
            case NOT_EQUAL -> !candidate.equals(version);
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case PESSIMISTIC -> order >= 0 && isWithinSameSeries(candidate);
        };
    }

    /** Whether this condition asks for that very version. */
    boolean names(ProviderVersion candidate) {
        return operator == Operator.EQUAL && candidate.equals(version);
    }

    private boolean isWithinSameSeries(ProviderVersion candidate) {
        return candidate.major() == version.major() && (numbers < 3 || candidate.minor() == version.minor());
    }

    @Override
    public String toString() {
        String text = version.toString();
        if (numbers < 3) { // the patch was not written, and so is 0
            String prerelease = version.isPrerelease() ? "-" + version.prerelease() : "";
            text = version.major() + "." + version.minor() + prerelease;
        }
        return operator.symbol() + " " + text;
    }
}
