package org.tfmirror.provider;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A constraint on versions: an exact version, or conditions joined by commas that must all hold, Ruby-style as
 * Terraform reads them for providers. A prerelease is selected only where an {@code =} names it.
 *
 * <p>Stricter than Terraform only in that blanks at the ends and empty conditions are errors.
 *
 * @param terms at least one
 */
public record VersionConstraint(List<VersionTerm> terms) implements VersionSelector {

    /** @throws InvalidNameException where there is no term */
    public VersionConstraint {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new InvalidNameException("", "a version constraint is missing");
        }
    }

    /**
     * Reads conditions such as {@code 3.6.0}, {@code ~> 3.5} or {@code >= 1.2, != 1.4.1, < 2}.
     *
     * @throws InvalidNameException whose message says at which character, counted from 1, the text goes wrong
     */
    public static VersionConstraint parse(String text) {
        return new VersionConstraint(new ConstraintParser(text).parse());
    }

    /** Whether the version meets all conditions, and where it is a prerelease, one of them names it. */
    public boolean allows(ProviderVersion version) {
        return terms.stream().allMatch(term -> term.allows(version))
                && (!version.isPrerelease() || terms.stream().anyMatch(term -> term.names(version)));
    }

    /** All versions that the constraint allows, so that the one that a client chooses is among them. */
    @Override
    public List<ProviderVersion> selectFrom(Collection<ProviderVersion> versions) {
        return versions.stream()
                .filter(this::allows)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** The version, where the constraint is nothing but one exact version ({@code 1.2.0} or {@code = 1.2.0}). */
    public Optional<ProviderVersion> exact() {
        VersionTerm only = terms.get(0);
        return terms.size() == 1 && only.operator() == VersionTerm.Operator.EQUAL
                ? Optional.of(only.version())
                : Optional.empty();
    }

    /** The canonical text: one blank after operators and commas; an exact version stands alone. */
    @Override
    public String toString() {
        return exact().map(ProviderVersion::toString)
                .orElseGet(() -> terms.stream().map(VersionTerm::toString).collect(Collectors.joining(", ")));
    }
}
