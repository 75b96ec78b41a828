package org.tfmirror.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.definition.ProviderFile.Wanted;

/**
 * A file of subscriptions, in its order.
 *
 * @param revision null where it has none
 */
public record SubscriptionFile(@Nullable Located<Integer> revision, List<Subscribed> subscriptions) {

    private static final String SUBSCRIPTION = "subscription";
    private static final Set<String> OF_FILE = Set.of("revision");
    private static final Set<String> OF_SUBSCRIPTION = Set.of("every", "cron", "time_zone");

    public SubscriptionFile {
        subscriptions = List.copyOf(subscriptions);
    }

    /** One block: {@code subscription "core" { every = "6h" provider "hashicorp/aws" { … } }}. */
    public record Subscribed(
            Located<String> name,
            @Nullable Located<String> every,
            @Nullable Located<String> cron,
            @Nullable Located<String> timeZone,
            List<Wanted> providers) {
        public Subscribed {
            providers = List.copyOf(providers);
        }
    }

    /** @throws DefinitionInvalidException at the first fault */
    public static SubscriptionFile parse(String text) throws DefinitionInvalidException {
        HclBlock file = HclReader.readFile(text.startsWith("\uFEFF") ? text.substring(1) : text);
        file.refuseOthersThan(OF_FILE);
        List<Subscribed> subscriptions = new ArrayList<>();
        Map<String, Position> names = new HashMap<>();
        for (HclBlock block : file.blocks()) {
            if (!block.type().value().equals(SUBSCRIPTION)) {
                throw new DefinitionInvalidException(block.at(), "only subscription blocks are allowed here");
            }
            Subscribed subscribed = subscribed(block);
            Located<String> name = subscribed.name();
            @Nullable Position before = names.putIfAbsent(name.value(), name.at());
            if (before != null) {
                throw new DefinitionInvalidException(name.at(), "another subscription has this name, at " + before);
            }
            subscriptions.add(subscribed);
        }
        return new SubscriptionFile(file.numberIfAny("revision"), subscriptions);
    }

    private static Subscribed subscribed(HclBlock block) throws DefinitionInvalidException {
        Located<String> name = block.label("its name, such as \"core\"");
        block.refuseOthersThan(OF_SUBSCRIPTION);
        if (block.blocks().isEmpty()) {
            throw new DefinitionInvalidException(block.at(), "a subscription has at least one provider block");
        }
        List<Wanted> providers = new ArrayList<>();
        for (HclBlock provider : block.blocks()) {
            providers.add(ProviderFiles.wanted(provider));
        }
        return new Subscribed(
                name, block.textIfAny("every"), block.textIfAny("cron"), block.textIfAny("time_zone"), providers);
    }
}
