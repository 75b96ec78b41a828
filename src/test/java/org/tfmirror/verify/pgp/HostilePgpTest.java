package org.tfmirror.verify.pgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.SigningKeys;
import org.tfmirror.verify.Claims;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Any bytes of a registry lead to a verdict. */
class HostilePgpTest {

    private final ShasumsVerifier verifier = new ShasumsVerifier(
            KeyPolicy.of(Map.of(), Set.of()), Clock.fixed(SigningKeys.MADE.plus(Duration.ofDays(9)), ZoneOffset.UTC));
    private final Random random = new Random(99);
    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Test
    void mutatedSignaturesAreRefusedOrStillGood() {
        for (SigningKeys author : new SigningKeys[] {SigningKeys.ed25519(), SigningKeys.rsa()}) {
            Claims claims = Claims.signedBy(author);
            byte[] sound = claims.signature;
            for (int round = 0; round < 1500; round++) {
                claims.signature = mutate(sound);
                judge(claims);
            }
        }

        assertThat(verdicts.keySet()).isSubsetOf("good", "signature_invalid", "signature_weak", "key_unknown");
        assertThat(verdicts.get("signature_invalid")).isGreaterThan(500);
    }

    @Test
    void mutatedKeysAreRefusedOrStillGood() {
        SigningKeys author = SigningKeys.rsa().withSubkey();
        Claims claims = Claims.signedBy(author);
        byte[] sound = author.encoded();
        for (int round = 0; round < 1500; round++) {
            claims.keys.set(0, new SigningKey(SigningKeys.armor(mutate(sound)), null));
            judge(claims);
        }

        assertThat(verdicts.keySet())
                .isSubsetOf("good", "key_invalid", "key_unknown", "signature_invalid", "signature_weak");
        assertThat(verdicts.get("key_invalid")).isGreaterThan(250);
    }

    @Test
    void mutatedRevocationsNeverMakeAnotherCause() {
        SigningKeys author = SigningKeys.ed25519().withSubkey().subkeyRevoked().revoked();
        Claims claims = Claims.signedBy(author);
        byte[] sound = author.encoded();
        for (int round = 0; round < 1000; round++) {
            claims.keys.set(0, new SigningKey(SigningKeys.armor(mutate(sound)), null));
            judge(claims);
        }

        // One change spoils one of the two revocations at most: the key is never good again.
        assertThat(verdicts.keySet())
                .isSubsetOf("key_revoked", "key_invalid", "key_unknown", "signature_invalid", "signature_weak");
    }

    @Test
    void mutatedArmorIsRefusedOrStillGood() {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        String sound = author.armored();
        for (int round = 0; round < 1500; round++) {
            StringBuilder armor = new StringBuilder(sound);
            armor.setCharAt(random.nextInt(armor.length()), (char) random.nextInt(300));
            claims.keys.set(0, new SigningKey(armor.toString(), null));
            judge(claims);
        }

        assertThat(verdicts.keySet())
                .isSubsetOf("good", "key_invalid", "key_unknown", "signature_invalid", "signature_weak");
    }

    @Test
    void randomBytesAreRefused() {
        Claims claims = Claims.signedBy(SigningKeys.ed25519());
        for (int round = 0; round < 1500; round++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            noise[0] |= (byte) 0x80;
            claims.signature = noise;
            judge(claims);
        }

        assertThat(verdicts.keySet()).containsExactly("signature_invalid");
    }

    /** An honest check of an exponent so long takes a thousand times as long; Go, and so Terraform, refuses it, too. */
    @Test
    void aKeyMadeToCostTimeIsRefused() {
        judge(Claims.signedBy(SigningKeys.of(SigningKeys.Kind.RSA_SLOW)));

        assertThat(verdicts.keySet()).containsExactly("signature_weak");
    }

    /** Half a million signatures to look at, listed in 3 MB: without a limit a worker would be busy for minutes. */
    @Test
    void keysFullOfSignaturesDoNotKeepAWorker() throws Exception {
        SigningKeys author = SigningKeys.ed25519();
        Claims claims = Claims.signedBy(author);
        byte[] key = author.encoded();
        List<PgpPacket> packets = PgpPacket.split(key);
        byte[] bogus = packets.get(packets.size() - 1).encoded().clone();
        bogus[bogus.length - 1] ^= 1;
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.writeBytes(Arrays.copyOf(key, key.length - bogus.length));
        for (int i = 0; i < 900; i++) {
            full.writeBytes(bogus);
        }
        String armored = SigningKeys.armor(full.toByteArray());
        claims.keys.clear();
        for (int i = 0; i < 40; i++) {
            claims.keys.add(new SigningKey(armored, null));
        }
        ByteArrayOutputStream signatures = new ByteArrayOutputStream();
        for (int i = 0; i < 16; i++) {
            signatures.writeBytes(claims.signature);
        }
        claims.signature = signatures.toByteArray();

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> judge(claims));

        assertThat(verdicts.keySet()).containsExactly("key_invalid");
    }

    private void judge(Claims claims) {
        String verdict;
        try {
            verifier.verify(claims.claim());
            verdict = "good";
        } catch (VerificationException e) {
            verdict = e.code();
        }
        verdicts.merge(verdict, 1, Integer::sum);
    }

    private byte[] mutate(byte[] bytes) {
        byte[] mutated = bytes.clone();
        int at = random.nextInt(mutated.length);
        switch (random.nextInt(4)) {
            case 0 -> mutated[at] = (byte) random.nextInt(256);
            case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> mutated[at] = (byte) (random.nextBoolean() ? 0xff : 0);
            default -> mutated = random.nextInt(8) == 0 ? Arrays.copyOf(mutated, at + 1) : mutated;
        }
        return mutated;
    }
}
