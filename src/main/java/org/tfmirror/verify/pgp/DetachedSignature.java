package org.tfmirror.verify.pgp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.tfmirror.verify.VerificationException.SignatureInvalid;

/** Reads the signature packets of a detached signature file; it judges none. */
final class DetachedSignature {

    private static final int SIZE = 1 << 16;
    private static final int MAX_SIGNATURES = 16;

    private DetachedSignature() {}

    /**
     * Reads such a file, binary or armored.
     *
     * @throws SignatureInvalid where it is empty, cut, or holds anything but signatures of version 4
     */
    static List<PGPSignature> readAll(byte[] bytes) throws SignatureInvalid {
        try {
            List<PGPSignature> signatures = new ArrayList<>();
            for (PgpPacket packet : PgpPacket.split(unarmored(bytes))) {
                signatures.add(read(packet));
            }
            if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
                throw new MalformedPgpException(signatures.size() + " signatures");
            }
            return signatures;
        } catch (MalformedPgpException e) {
            throw new SignatureInvalid("signature", "a detached OpenPGP signature", e.found());
        }
    }

    private static byte[] unarmored(byte[] bytes) throws MalformedPgpException {
        if (bytes.length == 0 || bytes.length > SIZE) {
            throw new MalformedPgpException(bytes.length + " bytes");
        }
        boolean isBinary = (bytes[0] & 0x80) != 0;
        return isBinary ? bytes : Armor.decode(new String(bytes, StandardCharsets.ISO_8859_1), Armor.SIGNATURE);
    }

    private static PGPSignature read(PgpPacket packet) throws MalformedPgpException {
        if (packet.tag() != PgpPacket.SIGNATURE || packet.version() != 4) {
            throw new MalformedPgpException("a packet of tag " + packet.tag() + " and version " + packet.version());
        }
        try {
            PGPSignature signature = new PGPSignature(new BCPGInputStream(new ByteArrayInputStream(packet.encoded())));
            if (!signature.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.CREATION_TIME)) {
                throw new MalformedPgpException("a signature without its creation time");
            }
            return signature;
        } catch (IOException | PGPException | RuntimeException e) {
            throw new MalformedPgpException("a signature packet that cannot be read");
        }
    }
}
