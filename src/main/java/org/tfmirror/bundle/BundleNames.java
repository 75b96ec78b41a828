package org.tfmirror.bundle;

import java.util.regex.Pattern;

/** What the files of a bundle are called. */
public final class BundleNames {

    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.json.sig";
    public static final String README = "README.txt";

    private static final Pattern PART = Pattern.compile("part-[0-9]{4,6}\\.tar");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern PATH = Pattern.compile(SEGMENT.pattern() + "(/" + SEGMENT.pattern() + "){0,9}");

    private BundleNames() {}

    public static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /** Whether this may name a folder or a file below the bundles' own. */
    public static boolean isName(String name) {
        return SEGMENT.matcher(name).matches();
    }

    /** Whether this may be a path of such names. */
    public static boolean isPath(String path) {
        return PATH.matcher(path).matches();
    }

    /** The file name of the part with this number, from 1 on. */
    public static String part(int number) {
        return "part-%04d.tar".formatted(number);
    }
}
