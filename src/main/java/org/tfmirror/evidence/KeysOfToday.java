package org.tfmirror.evidence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.verify.SigningKey;

/**
 * The keys that origins list now, asked once for all platforms of a version. An origin that does not answer is left alone
 * for a while, so that a job over a whole catalog in a closed network does not wait for each package. Thread-safe.
 */
public final class KeysOfToday {

    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST_REMEMBERED = 200;
    private static final Logger LOG = Logger.getLogger(KeysOfToday.class);

    private final Clock clock;
    private final Map<String, Instant> silentUntil = new HashMap<>();
    private final Map<ReleaseId, Answer> answers = new HashMap<>();

    private record Answer(List<SigningKey> keys, Instant until) {}

    public KeysOfToday(Clock clock) {
        this.clock = clock;
    }

    /**
     * The keys that the origin lists for the package's version; empty where it lists none, or does not answer.
     *
     * @throws Aborted where the request is cancelled
     */
    public List<SigningKey> of(OriginRegistry origin, PackageId id) throws Aborted {
        ReleaseId release = ReleaseId.of(id);
        List<SigningKey> known = known(release);
        return known == null ? ask(origin, id, release) : known;
    }

    private synchronized @Nullable List<SigningKey> known(ReleaseId release) {
        Answer answer = answers.get(release);
        if (answer != null && clock.instant().isBefore(answer.until())) {
            return answer.keys();
        }
        Instant silent = silentUntil.get(release.provider().hostname());
        return silent != null && clock.instant().isBefore(silent) ? List.of() : null;
    }

    private List<SigningKey> ask(OriginRegistry origin, PackageId id, ReleaseId release) throws Aborted {
        try {
            List<SigningKey> keys = origin.packageMetadata(id).keys().stream()
                    .map(key -> new SigningKey(key.asciiArmor(), key.trustSignature()))
                    .toList();
            remember(answers, release, new Answer(keys, clock.instant().plus(REMEMBERED)));
            return keys;
        } catch (Aborted e) {
            throw e;
        } catch (OriginException e) {
            LOG.infof("the origin gave no keys, judging by the recorded ones package=%s error=%s", id, e.getMessage());
            if (e.isTransient()) {
                remember(silentUntil, id.provider().hostname(), clock.instant().plus(REMEMBERED));
            }
            return List.of();
        }
    }

    private synchronized <K, V> void remember(Map<K, V> map, K key, V value) {
        if (map.size() >= MOST_REMEMBERED) {
            map.clear();
        }
        map.put(key, value);
    }
}
