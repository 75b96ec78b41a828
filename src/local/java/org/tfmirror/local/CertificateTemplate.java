package org.tfmirror.local;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The contents of the two kinds of certificates, after RFC 5280. */
final class CertificateTemplate {

    static final String SIGNATURE = "SHA256withECDSA";

    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
    /** What browsers and operating systems accept at most from a server. */
    private static final Duration SERVER_VALIDITY = Duration.ofDays(397);
    /** Certificates begin a little early, for clients whose clock is behind. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final Pattern IP = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final SecureRandom RANDOM = new SecureRandom();

    private CertificateTemplate() {}

    static X509Certificate authority(KeyPair keys, Instant now) throws GeneralSecurityException {
        BigInteger serial = serial();
        // A name of its own each time, so that a client that knows an older authority is not misled by the name.
        X500Principal name =
                new X500Principal("CN=TF Mirror local CA " + serial.toString(16).substring(0, 8) + ",O=TF Mirror");
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, serial, begin(now), Date.from(now.plus(AUTHORITY_VALIDITY)), name, keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        } catch (CertIOException e) {
            throw new GeneralSecurityException(e);
        }
        return sign(builder, keys.getPrivate());
    }

    static X509Certificate server(
            PublicKey key, List<String> names, X509Certificate issuer, PrivateKey issuerKey, Instant now)
            throws GeneralSecurityException {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a server's certificate needs at least one name");
        }
        Date end = Date.from(now.plus(SERVER_VALIDITY));
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer.getSubjectX500Principal(),
                serial(),
                begin(now),
                end.before(issuer.getNotAfter()) ? end : issuer.getNotAfter(),
                new X500Principal("CN=TF Mirror local server,O=TF Mirror"),
                key);
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        GeneralName[] alternatives =
                names.stream().map(CertificateTemplate::alternative).toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(issuer.getPublicKey()));
        } catch (CertIOException e) {
            throw new GeneralSecurityException(e);
        }
        return sign(builder, issuerKey);
    }

    private static GeneralName alternative(String name) {
        return new GeneralName(IP.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static Date begin(Instant now) {
        return Date.from(now.minus(CLOCK_SKEW));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** 127 random bits, positive, and never so few that it would be short. */
    private static BigInteger serial() {
        return new BigInteger(126, RANDOM).setBit(126);
    }
}
