package org.tfmirror.verify.zip;

import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** Which names an entry may have: plain relative paths that mean the same on every system. */
final class ZipNames {

    private ZipNames() {}

    /** @throws ArchiveInvalid for a name that could leave its folder, or that h1 or a shell could misread */
    static void requireHarmless(byte[] name) throws ArchiveInvalid {
        if (name.length == 0) {
            throw new ArchiveInvalid("name of an entry", "a name", "none");
        }
        int segment = 0;
        for (int i = 0; i < name.length; i++) {
            byte c = name[i];
            if (c == '/') {
                requireSegment(name, segment, i);
                segment = i + 1;
            } else if ((c >= 0 && c < ' ') || c == 0x7f || c == '\\') {
                throw harmful(name, "a control character or backslash");
            } else if (c == ':' && i == segment + 1) {
                throw harmful(name, "a drive");
            }
        }
        if (segment < name.length) {
            requireSegment(name, segment, name.length);
        }
    }

    static boolean isDirectory(byte[] name) {
        return name[name.length - 1] == '/';
    }

    private static void requireSegment(byte[] name, int from, int to) throws ArchiveInvalid {
        int length = to - from;
        boolean dots = length <= 2;
        for (int i = from; i < to; i++) {
            dots &= name[i] == '.';
        }
        if (dots) {
            throw harmful(name, length == 0 ? "an absolute path or an empty segment" : "a segment of dots");
        }
    }

    private static ArchiveInvalid harmful(byte[] name, String what) {
        return new ArchiveInvalid("name of an entry", "a plain relative path", what + " in " + SafeText.quoted(name));
    }
}
