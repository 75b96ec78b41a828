package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.definition.DefinitionInvalidException;
import org.tfmirror.definition.Located;
import org.tfmirror.definition.ProviderFile.Wanted;
import org.tfmirror.definition.SubscriptionFile;
import org.tfmirror.definition.SubscriptionFile.Subscribed;
import org.tfmirror.submission.JobRequest.Wish;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Turns a file into subscriptions; what is wrong is told with its line and column. */
@Singleton
public class SubscriptionFileParser {

    private final SubscriptionParser requests;

    SubscriptionFileParser(SubscriptionParser requests) {
        this.requests = requests;
    }

    /**
     * What a file says.
     *
     * @param revision null where it has none
     */
    public record Parsed(@Nullable Integer revision, List<SubscriptionSpec> specs) {
        public Parsed {
            specs = List.copyOf(specs);
        }
    }

    /** @throws InvalidRequestException naming all that is wrong, and where */
    public Parsed parse(String text) {
        SubscriptionFile file;
        try {
            file = SubscriptionFile.parse(text);
        } catch (DefinitionInvalidException e) {
            throw new InvalidRequestException("file", e.at() + ": " + e.getMessage());
        }
        List<SubscriptionSpec> specs = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (Subscribed each : file.subscriptions()) {
            FilePositions positions = new FilePositions();
            SubscriptionRequest request = request(each, positions);
            try {
                specs.add(requests.parse(each.name().value(), request));
            } catch (InvalidRequestException e) {
                e.violations().forEach(violation -> violations.add(positions.inFile(violation)));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(JobRequestParser.firstOf(violations));
        }
        return new Parsed(value(file.revision()), specs);
    }

    private static SubscriptionRequest request(Subscribed block, FilePositions positions) {
        positions.put("name", block.name().at());
        positions.put(
                "every",
                block.every() == null ? block.name().at() : block.every().at());
        positions.put(
                "cron", block.cron() == null ? block.name().at() : block.cron().at());
        positions.put(
                "time_zone",
                block.timeZone() == null ? block.name().at() : block.timeZone().at());
        List<@Nullable Wish> wishes = new ArrayList<>();
        for (Wanted each : block.providers()) {
            wishes.add(ProviderFileParser.wish("providers[%d]".formatted(wishes.size()), each, positions));
        }
        return new SubscriptionRequest(
                wishes, value(block.every()), value(block.cron()), value(block.timeZone()), null);
    }

    private static <T> @Nullable T value(@Nullable Located<T> located) {
        return located == null ? null : located.value();
    }
}
