package org.tfmirror.processor.subscription;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;
import org.tfmirror.submission.SubscriptionFileParser;
import org.tfmirror.submission.SubscriptionFileParser.Parsed;
import org.tfmirror.subscription.AppliedFile.Verdict;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.web.InvalidRequestException;

/** Applies the file of subscriptions when its content changes. An invalid file leaves the last good one in force. */
public final class SubscriptionFileWatch {

    private static final Logger LOG = Logger.getLogger(SubscriptionFileWatch.class);

    private static final long LONGEST = 4L * 1024 * 1024;

    private final @Nullable Path path;
    private final SubscriptionFileParser parser;
    private final Target target;
    private @Nullable String seen;

    /** Applies the file. */
    public interface Target {
        Verdict apply(long revision, String digest, List<SubscriptionSpec> specs) throws SQLException;

        /** The file cannot be read or understood. */
        void invalid();
    }

    /** @param path null where no file is configured */
    public SubscriptionFileWatch(@Nullable Path path, SubscriptionFileParser parser, Target target) {
        this.path = path;
        this.parser = parser;
        this.target = target;
    }

    /** Looks at the file; not by two threads at once. */
    public void look() throws SQLException {
        if (path == null) {
            return;
        }
        String text;
        try {
            if (Files.size(path) > LONGEST) {
                throw new IOException("it is longer than " + LONGEST + " bytes");
            }
            text = Files.readString(path);
        } catch (IOException e) {
            refuse("", "subscriptions file not read, the last applied one stays in force error=" + e);
            return;
        }
        if (text.equals(seen)) {
            return;
        }
        Parsed parsed;
        try {
            parsed = parser.parse(text);
            if (parsed.revision() == null) {
                throw new InvalidRequestException(
                        "file", "revision is missing: a whole number that grows with each change");
            }
        } catch (InvalidRequestException e) {
            refuse(text, "subscriptions file is invalid, the last applied one stays in force error=" + e.violations());
            return;
        }
        String content =
                parsed.specs().stream().map(SubscriptionSpec::canonicalText).collect(Collectors.joining("\n"));
        Verdict verdict =
                target.apply(parsed.revision(), Sha256.hexOf(content.getBytes(StandardCharsets.UTF_8)), parsed.specs());
        seen = text;
        log(verdict, parsed);
    }

    private static void log(Verdict verdict, Parsed parsed) {
        switch (verdict) {
            case APPLY ->
                LOG.infof(
                        "subscriptions file applied revision=%d subscriptions=%d",
                        parsed.revision(), parsed.specs().size());
            case UNCHANGED -> LOG.debugf("subscriptions file was applied before revision=%d", parsed.revision());
            case OLDER ->
                LOG.warnf(
                        "subscriptions file refused, one with a higher revision was applied revision=%d",
                        parsed.revision());
            case SAME_REVISION_OTHER_CONTENT ->
                LOG.warnf(
                        "subscriptions file refused, it differs from what was applied under the same revision; raise it"
                                + " revision=%d",
                        parsed.revision());
        }
    }

    /** Once for each content. */
    private void refuse(String content, String message) {
        if (!content.equals(seen)) {
            seen = content;
            LOG.warn(message);
            target.invalid();
        }
    }
}
