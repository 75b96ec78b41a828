package org.tfmirror.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority of our own, for servers on this machine. Its certificates satisfy the JDK and Go's x509 package,
 * which Terraform uses: RFC 5280, EC P-256, names in subjectAltName only. Immutable, and safe for any thread.
 */
public final class CertificateAuthority {

    private static final Duration RENEWAL = Duration.ofDays(30);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** A new authority, which lives in memory only. */
    public static CertificateAuthority create() {
        return create(Clock.systemUTC());
    }

    /** A new authority whose certificates begin at that clock's time: one in the past makes expired certificates. */
    public static CertificateAuthority create(Clock clock) {
        try {
            KeyPair keys = newKeys();
            return new CertificateAuthority(
                    CertificateTemplate.authority(keys, clock.instant()), keys.getPrivate(), clock);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has EC P-256 and SHA-256
        }
    }

    /**
     * The authority kept in {@code ca.pem} and {@code ca-key.pem}, which only its owner reads. A new one takes the place of one
     * that is absent, incomplete, or ends within 30 days.
     */
    public static CertificateAuthority loadOrCreate(Path directory) throws IOException {
        return loadOrCreate(directory, Clock.systemUTC());
    }

    static CertificateAuthority loadOrCreate(Path directory, Clock clock) throws IOException {
        Path certificateFile = directory.resolve("ca.pem");
        Path keyFile = directory.resolve("ca-key.pem");
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            CertificateAuthority kept = read(certificateFile, keyFile, clock);
            if (kept.isUsable()) {
                return kept;
            }
        }
        CertificateAuthority made = create(clock);
        Directories.createPrivate(directory);
        Directories.writePrivate(keyFile, Pem.encode(Pem.PRIVATE_KEY, made.key.getEncoded()));
        Directories.writePrivate(certificateFile, made.certificatePem());
        return made;
    }

    /**
     * A certificate for a server with those names.
     *
     * @param hostnamesOrIps at least one DNS name, IPv4 or IPv6 address
     */
    public IssuedCertificate issue(String... hostnamesOrIps) {
        try {
            KeyPair keys = newKeys();
            X509Certificate leaf = CertificateTemplate.server(
                    keys.getPublic(), List.of(hostnamesOrIps), certificate, key, clock.instant());
            return new IssuedCertificate(List.of(leaf, certificate), keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // as in create
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The authority's certificate in PEM: what a client must trust, as in {@code SSL_CERT_FILE}. */
    public String certificatePem() {
        return IssuedCertificate.pem(certificate);
    }

    /** TLS for a server that shows {@code issued}. */
    public SSLContext serverContext(IssuedCertificate issued) {
        try {
            KeyStore store = emptyStore();
            char[] none = new char[0];
            store.setKeyEntry("server", issued.key(), none, issued.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e); // nothing is read: the store is in memory
        }
    }

    /** TLS for a client that trusts this authority and no other. */
    public SSLContext clientContext() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e); // as in serverContext
        }
    }

    private static CertificateAuthority read(Path certificateFile, Path keyFile, Clock clock) throws IOException {
        try {
            byte[] certificate = Pem.decode(Pem.CERTIFICATE, Files.readString(certificateFile));
            byte[] key = Pem.decode(Pem.PRIVATE_KEY, Files.readString(keyFile));
            return new CertificateAuthority(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(certificate)),
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                    clock);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "%s and %s hold no certificate authority: delete both for a new one"
                            .formatted(certificateFile, keyFile),
                    e);
        }
    }

    /** A renewal that was interrupted between its two files leaves a key and a certificate that do not belong together. */
    private boolean isUsable() {
        boolean lastsLongEnough =
                clock.instant().plus(RENEWAL).isBefore(certificate.getNotAfter().toInstant());
        return lastsLongEnough && keyBelongsToCertificate();
    }

    private boolean keyBelongsToCertificate() {
        try {
            Signature signature = Signature.getInstance(CertificateTemplate.SIGNATURE);
            byte[] probe = certificate.getSerialNumber().toByteArray();
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
