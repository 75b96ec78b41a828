package org.tfmirror.provider;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest few of the versions that another selector selects. */
public record NewestOf(VersionSelector versions, Limit limit) implements VersionSelector {

    /** More than any provider has versions. */
    private static final int MOST = 10_000;

    public NewestOf {
        Objects.requireNonNull(versions);
        Objects.requireNonNull(limit);
        if (versions instanceof NewestOf) {
            throw new IllegalArgumentException("limited already: " + versions);
        }
    }

    /**
     * How many versions are taken.
     *
     * @param count at least 1
     * @param perMinor whether they are counted for each minor version, such as 5.31, and not in all
     */
    public record Limit(int count, boolean perMinor) {

        /** @throws InvalidNameException where the count is not valid */
        public Limit {
            if (count < 1 || count > MOST) {
                throw new InvalidNameException(Integer.toString(count), "a whole number from 1 to " + MOST);
            }
        }

        /** Of two columns, of which at most one has a value; null where neither has. */
        public static @Nullable Limit of(@Nullable Integer newest, @Nullable Integer newestPerMinor) {
            if (newest != null) {
                return new Limit(newest, false);
            }
            return newestPerMinor == null ? null : new Limit(newestPerMinor, true);
        }

        /** The count where it is that of all versions; null otherwise. */
        public @Nullable Integer newest() {
            return perMinor ? null : count;
        }

        /** The count where it is that of each minor version; null otherwise. */
        public @Nullable Integer newestPerMinor() {
            return perMinor ? count : null;
        }

        @Override
        public String toString() {
            return "newest " + count + (perMinor ? " of each minor" : "");
        }
    }

    /** A minor version, such as 5.31. */
    private record Minor(long major, long minor) {}

    @Override
    public List<ProviderVersion> selectFrom(Collection<ProviderVersion> available) {
        List<ProviderVersion> selected = versions.selectFrom(available);
        if (!limit.perMinor()) {
            return selected.subList(0, Math.min(limit.count(), selected.size()));
        }
        Map<Minor, Integer> taken = new HashMap<>();
        return selected.stream()
                .filter(each -> taken.merge(new Minor(each.major(), each.minor()), 1, Integer::sum) <= limit.count())
                .toList();
    }

    /** Not read again by {@link VersionSelector#parse}: the limit is kept beside the selector. */
    @Override
    public String toString() {
        return versions + " (" + limit + ")";
    }
}
