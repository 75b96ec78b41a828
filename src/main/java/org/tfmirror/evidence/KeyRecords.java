package org.tfmirror.evidence;

import java.util.List;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.origin.PublicKey;

/** Turns signing keys as an origin lists them into keys as they are recorded, and back. */
public final class KeyRecords {

    private KeyRecords() {}

    public static List<Evidence.Key> recorded(List<PublicKey> listed) {
        return listed.stream()
                .map(key -> new Evidence.Key(
                        key.keyId(), key.asciiArmor(), key.trustSignature(), key.source(), key.sourceUrl()))
                .toList();
    }

    public static List<PublicKey> listed(List<Evidence.Key> recorded) {
        return recorded.stream()
                .map(key -> new PublicKey(
                        key.keyId(), key.asciiArmor(), key.trustSignature(), key.source(), key.sourceUrl()))
                .toList();
    }
}
