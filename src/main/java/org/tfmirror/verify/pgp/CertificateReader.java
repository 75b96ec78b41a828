package org.tfmirror.verify.pgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/**
 * Reads transferable public keys (RFC 9580, 10.1). It leaves out what has nothing to do with signing, before the library
 * sees it: user attributes, trust packets, and the signatures on them.
 */
final class CertificateReader {

    private final List<Certificate> certificates = new ArrayList<>();
    private final ByteArrayOutputStream key = new ByteArrayOutputStream();
    private boolean skipping = true;

    private CertificateReader() {}

    /** @throws MalformedPgpException where there is no key of version 4, or one that cannot be read */
    static List<Certificate> readAll(byte[] bytes) throws MalformedPgpException {
        CertificateReader reader = new CertificateReader();
        for (PgpPacket packet : PgpPacket.split(bytes)) {
            reader.take(packet);
        }
        reader.finishKey();
        if (reader.certificates.isEmpty()) {
            throw new MalformedPgpException("no public key of version 4");
        }
        return List.copyOf(reader.certificates);
    }

    private void take(PgpPacket packet) throws MalformedPgpException {
        boolean isVersion4 = packet.version() == 4;
        switch (packet.tag()) {
            case PgpPacket.PUBLIC_KEY -> {
                finishKey();
                skipping = !isVersion4;
            }
            case PgpPacket.PUBLIC_SUBKEY -> skipping = key.size() == 0 || !isVersion4;
            case PgpPacket.USER_ID -> skipping = key.size() == 0;
            case PgpPacket.SIGNATURE -> {
                if (!isVersion4) {
                    return;
                }
            }
            default -> skipping = true;
        }
        if (!skipping) {
            key.writeBytes(packet.encoded());
        }
    }

    private void finishKey() throws MalformedPgpException {
        if (key.size() == 0) {
            return;
        }
        try {
            certificates.add(
                    new Certificate(new PGPPublicKeyRing(key.toByteArray(), new BcKeyFingerprintCalculator())));
        } catch (IOException | RuntimeException e) {
            throw new MalformedPgpException("a public key that cannot be read");
        }
        key.reset();
    }
}
