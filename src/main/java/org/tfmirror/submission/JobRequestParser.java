package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobSpec;
import org.tfmirror.origin.OriginConfig;
import org.tfmirror.origin.guard.AllowedHosts;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ItemSpec;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.VersionConstraint;
import org.tfmirror.provider.VersionSelector;
import org.tfmirror.submission.JobRequest.Wish;
import org.tfmirror.subscription.Selection;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Turns a submit's body into packages and constraints, or into all that is wrong with it. Folds and dedupes, keeps the order. */
@Singleton
public class JobRequestParser {

    /** Bounds an answer by the length of its request. */
    private static final int MAX_VIOLATIONS = 100;

    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,500}");

    private static final String NO_REASON = "a reason of 1 to 500 characters without line breaks";

    private final OriginConfig registries;
    private final AllowedHosts allowed;
    private final JobLimits limits;

    JobRequestParser(OriginConfig registries, JobLimits limits) {
        this.registries = registries;
        this.allowed = AllowedHosts.of(registries);
        this.limits = limits;
    }

    /** @throws InvalidRequestException naming every field that is wrong */
    public JobSpec parse(@Nullable JobRequest request) {
        List<Violation> violations = new ArrayList<>();
        LinkedHashSet<ItemSpec> wanted = new LinkedHashSet<>();
        List<@Nullable Wish> spec = request == null ? null : request.providers();
        if (request == null || spec == null || spec.isEmpty()) {
            throw new InvalidRequestException(
                    List.of(new Violation("providers", "name at least one provider to mirror")));
        }
        for (int i = 0; i < spec.size(); i++) {
            parseWish("providers[%d]".formatted(i), spec.get(i), wanted, violations);
            if (wanted.size() > limits.maxItemsPerJob()) {
                violations.add(new Violation(
                        "providers",
                        "more than %d packages in one job; split it up".formatted(limits.maxItemsPerJob())));
                break;
            }
        }
        String waive = request.waive();
        if (waive != null && !REASON.matcher(waive).matches()) {
            violations.add(new Violation("waive", NO_REASON));
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(firstOf(violations));
        }
        return new JobSpec(
                        only(PackageId.class, wanted),
                        only(ConstraintRequest.class, wanted),
                        Boolean.TRUE.equals(request.listAsIs()))
                .waiving(waive);
    }

    /**
     * Reads the reason for which a job brings versions that are held; null for none.
     *
     * @throws InvalidRequestException where others cannot read it in a line
     */
    public static @Nullable String waiver(@Nullable String reason) {
        if (reason != null && !REASON.matcher(reason).matches()) {
            throw new InvalidRequestException("waive", NO_REASON);
        }
        return reason;
    }

    private static <T extends ItemSpec> List<T> only(Class<T> kind, Set<ItemSpec> wanted) {
        return wanted.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** As many as an answer has, and how many more there are. */
    static List<Violation> firstOf(List<Violation> violations) {
        if (violations.size() <= MAX_VIOLATIONS) {
            return violations;
        }
        List<Violation> first = new ArrayList<>(violations.subList(0, MAX_VIOLATIONS));
        first.add(new Violation("", "and %d more".formatted(violations.size() - MAX_VIOLATIONS)));
        return first;
    }

    /** What a subscription wants; incomplete where something is wrong. */
    List<Selection> selections(@Nullable List<@Nullable Wish> wishes, List<Violation> violations) {
        if (wishes == null || wishes.isEmpty()) {
            violations.add(new Violation("providers", "name at least one provider to keep current"));
            return List.of();
        }
        if (wishes.size() > limits.maxItemsPerJob()) {
            violations.add(new Violation("providers", "more than %d; split it up".formatted(limits.maxItemsPerJob())));
            return List.of();
        }
        List<Selection> selections = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            selection("providers[%d]".formatted(i), wishes.get(i), violations).ifPresent(selections::add);
        }
        return selections;
    }

    private void parseWish(String field, @Nullable Wish wish, Set<ItemSpec> wanted, List<Violation> violations) {
        selection(field, wish, violations)
                .ifPresent(selection -> selection.requests().forEach(request -> {
                    Optional<ProviderVersion> exact = exact(request.unlimited());
                    if (exact.isEmpty()) {
                        wanted.add(request);
                        return;
                    }
                    for (Platform platform : request.platforms()) {
                        wanted.add(new PackageId(request.provider(), exact.get(), platform));
                    }
                }));
    }

    private Optional<Selection> selection(String field, @Nullable Wish wish, List<Violation> violations) {
        if (wish == null) {
            violations.add(new Violation(field, "must be an object with source, versions and platforms"));
            return Optional.empty();
        }
        Optional<ProviderAddress> source = parse(field + ".source", wish.source(), this::address, violations);
        List<VersionSelector> versions =
                parseAll(field + ".versions", wish.versions(), VersionSelector::parse, violations);
        List<Platform> platforms = parseAll(field + ".platforms", wish.platforms(), Platform::parse, violations);
        Optional<NewestOf.Limit> limit = limit(field, wish, violations);
        if (source.isEmpty() || (long) versions.size() * platforms.size() > limits.maxItemsPerJob()) {
            source.ifPresent(tooMany -> violations.add(
                    new Violation(field, "more than %d packages; split it up".formatted(limits.maxItemsPerJob()))));
            return Optional.empty();
        }
        return versions.isEmpty() || platforms.isEmpty()
                ? Optional.empty()
                : Optional.of(new Selection(source.get(), versions, platforms, limit.orElse(null)));
    }

    private static Optional<NewestOf.Limit> limit(String field, Wish wish, List<Violation> violations) {
        if (wish.newest() != null && wish.newestPerMinor() != null) {
            violations.add(new Violation(field + ".newest_per_minor", "name it or newest, not both"));
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(NewestOf.Limit.of(wish.newest(), wish.newestPerMinor()));
        } catch (InvalidNameException e) {
            String name = wish.newest() == null ? ".newest_per_minor" : ".newest";
            violations.add(new Violation(field + name, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static Optional<ProviderVersion> exact(VersionSelector selector) {
        return selector instanceof VersionConstraint constraint ? constraint.exact() : Optional.empty();
    }

    /** @throws InvalidNameException where it is no source, or one of a registry that may not be used */
    ProviderAddress address(String text) {
        ProviderAddress address = ProviderAddress.parse(text, registries.defaultHostname());
        allowed.refusalOf(address.hostname()).ifPresent(refusal -> {
            throw new InvalidNameException(address.hostname(), refusal);
        });
        return address;
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
