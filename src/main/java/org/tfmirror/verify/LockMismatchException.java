package org.tfmirror.verify;

import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageHash;

/** The package is well signed, but not one of those that the lock file allows. */
public final class LockMismatchException extends VerificationException {

    /**
     * Every package that is not refused here matches the lock.
     *
     * @param h1 null where it is not known yet
     */
    public static void check(LockedHashes locked, PackageHash zh, @Nullable PackageHash h1)
            throws LockMismatchException {
        boolean allowed = h1 == null ? locked.mayAllow(zh) : locked.allow(zh, h1);
        if (!allowed) {
            throw new LockMismatchException(locked, zh, h1);
        }
    }

    private LockMismatchException(LockedHashes locked, PackageHash zh, @Nullable PackageHash h1) {
        super(
                "hash of the package",
                "one of the %d in the lock file".formatted(locked.hashes().size()),
                h1 == null ? zh.toString() : zh + " " + h1);
    }

    @Override
    public String code() {
        return "lock_mismatch";
    }
}
