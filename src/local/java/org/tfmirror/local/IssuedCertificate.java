package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A server's certificate with its key.
 *
 * @param chain the server's certificate, then the authority's
 */
public record IssuedCertificate(List<X509Certificate> chain, PrivateKey key) {

    public IssuedCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain begins with the server's certificate");
        }
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The chain in PEM, the server's certificate first. */
    public String certificatePem() {
        return chain.stream().map(IssuedCertificate::pem).collect(Collectors.joining());
    }

    /** The PKCS #8 key in PEM. */
    public String keyPem() {
        return Pem.encode(Pem.PRIVATE_KEY, key.getEncoded());
    }

    /** Writes {@code name.pem}, the chain, and {@code name-key.pem}, which only its owner reads, over what was there. */
    public PemFiles writePem(Path directory, String name) throws IOException {
        Directories.createPrivate(directory);
        PemFiles files = new PemFiles(directory.resolve(name + ".pem"), directory.resolve(name + "-key.pem"));
        Files.writeString(files.certificate(), certificatePem());
        Directories.writePrivate(files.key(), keyPem());
        return files;
    }

    static String pem(X509Certificate certificate) {
        try {
            return Pem.encode(Pem.CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e); // it was decoded from these very bytes
        }
    }

    /** Where a certificate chain and its key were written. */
    public record PemFiles(Path certificate, Path key) {}
}
