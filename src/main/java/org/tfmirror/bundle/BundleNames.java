package org.tfmirror.bundle;

import java.util.Set;
import java.util.regex.Pattern;

/** What the files of a bundle are called. */
public final class BundleNames {

    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.json.sig";
    public static final String README = "README.txt";

    /** Under which the bucket keeps when a file was uploaded, in whole seconds as ISO 8601 in UTC. */
    public static final String UPLOADED_AT = "uploaded-at";

    private static final Pattern PART = Pattern.compile("part-[0-9]{4,6}\\.tar");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern PATH = Pattern.compile(SEGMENT.pattern() + "(/" + SEGMENT.pattern() + "){0,9}");

    private static final Set<String> SMALL = Set.of(MANIFEST, SIGNATURE, README);

    private BundleNames() {}

    /** Whether a file of a bundle is called so. */
    public static boolean isFile(String name) {
        return SMALL.contains(name) || isPart(name);
    }

    public static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /** Whether this may name a folder or a file below the bundles' own. */
    public static boolean isName(String name) {
        return SEGMENT.matcher(name).matches();
    }

    /** Whether a file of a bundle, or a receipt, may be called so. */
    public static boolean isUpload(String name) {
        return isFile(name) || (isName(name) && name.endsWith(".gz"));
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
