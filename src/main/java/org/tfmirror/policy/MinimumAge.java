package org.tfmirror.policy;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;

/** How old a version must be before it comes: a package that was hijacked is often found out within days. Immutable. */
public final class MinimumAge {

    private static final ProviderPattern ANY = ProviderPattern.parse("*/*/*");

    private final List<Rule> rules;

    private record Rule(ProviderPattern pattern, Duration age) {}

    private MinimumAge(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads ages, each {@code pattern=age} or an age for all.
     *
     * @throws IllegalArgumentException naming the key where one is malformed
     */
    public static MinimumAge of(List<String> texts) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            try {
                int equals = text.indexOf('=');
                rules.add(new Rule(
                        equals < 0 ? ANY : ProviderPattern.parse(text.substring(0, equals)),
                        age(text.substring(equals + 1).strip())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tfmirror.policy.minimum-age: " + e.getMessage(), e);
            }
        }
        return new MinimumAge(rules);
    }

    private static Duration age(String text) {
        Duration age;
        try {
            age = text.equals("0") ? Duration.ZERO : new DurationConverter().convert(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidNameException(text, "an age is a duration such as 7d or 12h");
        }
        if (age == null || age.isNegative()) {
            throw new InvalidNameException(text, "an age is a duration such as 7d or 12h");
        }
        return age;
    }

    /** Zero where versions of the provider come at once. */
    public Duration of(ProviderAddress provider) {
        return rules.stream()
                .filter(rule -> rule.pattern().matches(provider))
                .findFirst()
                .map(Rule::age)
                .orElse(Duration.ZERO);
    }
}
