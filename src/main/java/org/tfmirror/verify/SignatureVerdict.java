package org.tfmirror.verify;

import java.util.List;

/** Who signed, both in upper-case hex, and what is worth knowing of the keys. */
record SignatureVerdict(String keyFingerprint, String signingFingerprint, List<String> warnings) {}
