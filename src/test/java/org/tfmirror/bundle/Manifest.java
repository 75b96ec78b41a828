package org.tfmirror.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.tfmirror.provider.PackageId;

/** All that a manifest says, for tests of small ones: outside of tests nobody holds all of it. */
public record Manifest(
        ManifestHead.Origin origin,
        List<String> base,
        List<Part> parts,
        List<BundleEntry> entries,
        List<PackageId> missing,
        List<Statement> statements) {

    public static Manifest read(byte[] json) throws ManifestInvalidException {
        List<BundleEntry> entries = new ArrayList<>();
        List<PackageId> missing = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        ManifestHead head = ManifestReader.read(json, new ManifestReader.Content<RuntimeException>() {
            @Override
            public void entries(List<BundleEntry> some) {
                entries.addAll(some);
            }

            @Override
            public void missing(List<PackageId> some) {
                missing.addAll(some);
            }

            @Override
            public void statements(List<Statement> some) {
                statements.addAll(some);
            }
        });
        return new Manifest(head.origin(), head.base(), head.parts(), entries, missing, statements);
    }

    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ManifestWriter writer = new ManifestWriter(bytes, new ManifestHead(origin, base, parts))) {
            for (BundleEntry each : entries) {
                writer.entry(ManifestJson.write(each));
            }
            for (PackageId each : missing) {
                writer.missing(each);
            }
            for (Statement each : statements) {
                writer.statement(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // written to memory
        }
        return bytes.toByteArray();
    }

    /** As an import reads it. */
    public ManifestFile file() {
        try {
            return ManifestFile.of(write());
        } catch (ManifestInvalidException e) {
            throw new IllegalStateException(e);
        }
    }
}
