package org.tfmirror.admin;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.JobRequest.Wish;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.VersionConstraint;
import org.tfmirror.registry.RegistryConfig;

/** Turns a submit's body into packages, or into all that is wrong with it. Folds and dedupes, keeps the order. */
@Singleton
class JobRequestParser {

    /** An answer is not much longer than what it answers, whatever was sent. */
    private static final int MAX_VIOLATIONS = 100;

    private final RegistryConfig registries;
    private final AdminConfig limits;

    JobRequestParser(RegistryConfig registries, AdminConfig limits) {
        this.registries = registries;
        this.limits = limits;
    }

    /** @throws InvalidRequestException naming every field that is wrong */
    List<PackageId> parse(@Nullable JobRequest request) {
        List<Violation> violations = new ArrayList<>();
        LinkedHashSet<PackageId> packages = new LinkedHashSet<>();
        List<@Nullable Wish> wishes = request == null ? null : request.providers();
        if (wishes == null || wishes.isEmpty()) {
            throw new InvalidRequestException(
                    List.of(new Violation("providers", "name at least one provider to mirror")));
        }
        for (int i = 0; i < wishes.size(); i++) {
            parseWish("providers[%d]".formatted(i), wishes.get(i), packages, violations);
            if (packages.size() > limits.maxItemsPerJob()) {
                violations.add(new Violation(
                        "providers",
                        "more than %d packages in one job; split it up".formatted(limits.maxItemsPerJob())));
                break;
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(firstOf(violations));
        }
        return List.copyOf(packages);
    }

    private static List<Violation> firstOf(List<Violation> violations) {
        if (violations.size() <= MAX_VIOLATIONS) {
            return violations;
        }
        List<Violation> first = new ArrayList<>(violations.subList(0, MAX_VIOLATIONS));
        first.add(new Violation("", "and %d more".formatted(violations.size() - MAX_VIOLATIONS)));
        return first;
    }

    private void parseWish(String field, @Nullable Wish wish, Set<PackageId> packages, List<Violation> violations) {
        if (wish == null) {
            violations.add(new Violation(field, "not a provider; see the API's description"));
            return;
        }
        Optional<ProviderAddress> source = parse(field + ".source", wish.source(), this::parseSource, violations);
        List<ProviderVersion> versions =
                parseAll(field + ".versions", wish.versions(), JobRequestParser::parseVersion, violations);
        List<Platform> platforms = parseAll(field + ".platforms", wish.platforms(), Platform::parse, violations);
        if (source.isEmpty() || (long) versions.size() * platforms.size() > limits.maxItemsPerJob()) {
            source.ifPresent(tooMany -> violations.add(
                    new Violation(field, "more than %d packages; split it up".formatted(limits.maxItemsPerJob()))));
            return;
        }
        for (ProviderVersion version : versions) {
            for (Platform platform : platforms) {
                packages.add(new PackageId(source.get(), version, platform));
            }
        }
    }

    private ProviderAddress parseSource(String text) {
        ProviderAddress address = ProviderAddress.parse(text, registries.defaultHostname());
        Optional<Set<String>> allowed = registries.allowedHostnames().filter(names -> !names.isEmpty());
        if (allowed.isPresent()) {
            if (!allowed.get().contains(address.hostname())) {
                throw new InvalidNameException(
                        address.hostname(),
                        "not among the registries this mirror may use (tfmirror.registry.allowed-hostnames)");
            }
        } else if (!address.isPublicName()) {
            throw new InvalidNameException(
                    address.hostname(),
                    "not a public registry's name; tfmirror.registry.allowed-hostnames may allow it");
        }
        return address;
    }

    private static ProviderVersion parseVersion(String text) {
        VersionConstraint constraint = VersionConstraint.parse(text);
        return constraint
                .exact()
                .orElseThrow(() -> new InvalidNameException(
                        text,
                        "constraints are not expanded; name exact versions, such as "
                                + constraint.terms().get(0).version()));
    }

    private static <T> List<T> parseAll(
            String field,
            @Nullable List<@Nullable String> texts,
            Function<String, T> parser,
            List<Violation> violations) {
        if (texts == null || texts.isEmpty()) {
            violations.add(new Violation(field, "name at least one"));
            return List.of();
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            parse("%s[%d]".formatted(field, i), texts.get(i), parser, violations)
                    .ifPresent(values::add);
        }
        return values;
    }

    private static <T> Optional<T> parse(
            String field, @Nullable String text, Function<String, T> parser, List<Violation> violations) {
        if (text == null) {
            violations.add(new Violation(field, "missing"));
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (InvalidNameException e) {
            violations.add(new Violation(field, Objects.requireNonNull(e.getMessage())));
            return Optional.empty();
        }
    }
}
