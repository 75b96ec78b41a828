package org.tfmirror.origin.client;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A server certificate and the authority that vouches for it, made anew for each use. */
record TestCertificate(X509Certificate authority, SSLContext serverContext) {

    /** For {@code localhost}, {@code 127.0.0.1}, {@code registry.test}, and all of {@code bucket.test}. */
    static TestCertificate forLocalNames() {
        return valid(
                30,
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.dNSName, "registry.test"),
                new GeneralName(GeneralName.dNSName, "*.bucket.test"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    }

    static TestCertificate forAnotherName() {
        return valid(30, new GeneralName(GeneralName.dNSName, "elsewhere.test"));
    }

    static TestCertificate expired() {
        return valid(-1, new GeneralName(GeneralName.dNSName, "localhost"));
    }

    private static TestCertificate valid(int days, GeneralName... names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair authority = generator.generateKeyPair();
            KeyPair origin = generator.generateKeyPair();
            X509Certificate root = sign(
                    builder("CN=test authority", authority, 30)
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)),
                    authority);
            X509Certificate leaf = sign(
                    builder("CN=test origin", origin, days)
                            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names)),
                    authority);
            return new TestCertificate(root, context(origin, leaf));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(String subject, KeyPair keys, int days) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                new X500Name("CN=test authority"),
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(2, ChronoUnit.DAYS)),
                Date.from(now.plus(days, ChronoUnit.DAYS)),
                new X500Name(subject),
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair authority)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static SSLContext context(KeyPair keys, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("origin", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Writes the authority as a PEM bundle. */
    Path writeTo(Path file) {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded());
            return Files.writeString(
                    file,
                    "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n",
                    StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
