package org.tfmirror.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.SigningKeys;

/** Builds claims that are sound until one thing is changed. */
public final class Claims {

    public static final String FILE = "terraform-provider-demo_1.0.0_linux_amd64.zip";
    public static final String SHASUM = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    public static final String OTHER_SHASUM = "0000000000000000000000000000000000000000000000000000000000000000";

    public ProviderAddress provider = ProviderAddress.parse("registry.example.com/acme/demo");
    public String filename = FILE;
    public String shasum = SHASUM;
    public byte[] shasums = bytes(OTHER_SHASUM + "  other.zip\n" + SHASUM + "  " + FILE + "\n");
    public byte[] signature = {};
    public final List<SigningKey> keys = new ArrayList<>();

    public static Claims signedBy(SigningKeys author) {
        Claims claims = new Claims();
        claims.signature = author.sign(claims.shasums);
        claims.keys.add(new SigningKey(author.armored(), null));
        return claims;
    }

    public ShasumsClaim claim() {
        return new ShasumsClaim(provider, filename, shasum, shasums, signature, keys);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
