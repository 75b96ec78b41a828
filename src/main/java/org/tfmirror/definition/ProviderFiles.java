package org.tfmirror.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tfmirror.definition.ProviderFile.Definition;
import org.tfmirror.definition.ProviderFile.Lock;
import org.tfmirror.definition.ProviderFile.Locked;
import org.tfmirror.definition.ProviderFile.Wanted;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageHash;

/** Tells the kinds of file apart and reads them. */
public final class ProviderFiles {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String PROVIDER = "provider";
    private static final Set<String> OF_DEFINITION = Set.of("versions", "platforms", "newest", "newest_per_minor");
    private static final Set<String> OF_LOCK = Set.of("version", "constraints", "hashes");

    /** A block that Terraform reserves in lock files, and passes over. */
    private static final String MODULE = "module";

    private ProviderFiles() {}

    /**
     * Reads a definition, a lock file or a configuration's {@code terraform} blocks; it is a lock file if its first block has {@code version} or {@code hashes} and
     * nothing that only a definition has, or if it has no block: so a lock file looks that locks nothing. A byte order
     * mark before it all is passed over.
     *
     * @throws DefinitionInvalidException at the first fault
     */
    public static ProviderFile parse(String text) throws DefinitionInvalidException {
        String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Optional<ProviderFile> requirements = RequiredProviders.read(marked);
        if (requirements.isPresent()) {
            return requirements.get();
        }
        List<HclBlock> blocks = HclReader.read(marked);
        if (blocks.isEmpty() && marked.isBlank()) {
            throw new DefinitionInvalidException(new Position(1, 1), "no provider block in this file: it is empty");
        }
        return isLock(blocks) ? lock(blocks) : definition(blocks);
    }

    private static boolean isLock(List<HclBlock> blocks) {
        if (blocks.isEmpty()) {
            return true;
        }
        Set<String> first = blocks.get(0).attributes().keySet();
        return (first.contains("version") || first.contains("hashes"))
                && OF_DEFINITION.stream().noneMatch(first::contains);
    }

    private static Definition definition(List<HclBlock> blocks) throws DefinitionInvalidException {
        List<Wanted> wanted = new ArrayList<>();
        for (HclBlock block : blocks) {
            wanted.add(wanted(block));
        }
        return new Definition(wanted);
    }

    /** What a {@code provider} block wants. */
    static Wanted wanted(HclBlock block) throws DefinitionInvalidException {
        Located<String> source = source(block);
        block.refuseOthersThan(OF_DEFINITION);
        block.refuseBlocks();
        return new Wanted(
                source,
                block.texts("versions"),
                block.texts("platforms"),
                block.numberIfAny("newest"),
                block.numberIfAny("newest_per_minor"));
    }

    private static Lock lock(List<HclBlock> blocks) throws DefinitionInvalidException {
        List<Locked> locked = new ArrayList<>();
        Set<String> sources = new HashSet<>();
        for (HclBlock block : blocks) {
            if (block.type().value().equals(MODULE)) {
                continue;
            }
            Located<String> source = source(block);
            block.refuseOthersThan(OF_LOCK);
            if (!sources.add(source.value().toLowerCase(Locale.ROOT))) {
                throw new DefinitionInvalidException(source.at(), source.value() + " is locked twice");
            }
            locked.add(new Locked(source, block.text("version"), hashes(block)));
        }
        return new Lock(locked);
    }

    /**
     * Schemes that came after this was written are passed over, as Terraform does; but not where there is no other, for
     * whoever locked the version so wants it to be checked.
     */
    private static List<PackageHash> hashes(HclBlock block) throws DefinitionInvalidException {
        List<PackageHash> hashes = new ArrayList<>();
        List<Located<String>> texts = block.textsIfAny("hashes");
        for (Located<String> text : texts) {
            String scheme = text.value().substring(0, Math.max(0, text.value().indexOf(':')));
            if (!scheme.isEmpty() && !scheme.equals("h1") && !scheme.equals("zh")) {
                continue;
            }
            try {
                hashes.add(PackageHash.parse(text.value()));
            } catch (InvalidNameException e) {
                throw new DefinitionInvalidException(text.at(), String.valueOf(e.getMessage()));
            }
        }
        if (hashes.isEmpty() && !texts.isEmpty()) {
            throw new DefinitionInvalidException(
                    texts.get(0).at(), "no hash here is of a known scheme (h1: or zh:), so nothing could be checked");
        }
        return hashes;
    }

    private static Located<String> source(HclBlock block) throws DefinitionInvalidException {
        if (!block.type().value().equals(PROVIDER)) {
            throw new DefinitionInvalidException(block.at(), "only provider blocks are allowed here");
        }
        return block.label("its source, such as \"hashicorp/aws\"");
    }
}
