package org.tfmirror.test;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /q/metrics} said at one moment; of ours only. */
public record Scrape(Map<String, Double> samples) {

    private static final Pattern SAMPLE = Pattern.compile("^(tfmirror_[a-z_]+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

    public static Scrape take() {
        return of(given().get("/q/metrics"));
    }

    /** Of the replica that listens there. */
    public static Scrape take(URI replica) {
        return of(given().get(replica.resolve("/q/metrics")));
    }

    private static Scrape of(Response answer) {
        Map<String, Double> samples = new HashMap<>();
        for (String line : answer.then().statusCode(200).extract().asString().split("\n")) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                samples.put(key(sample.group(1), labels(sample)), Double.parseDouble(sample.group(3)));
            }
        }
        return new Scrape(samples);
    }

    private static Map<String, String> labels(Matcher sample) {
        Map<String, String> labels = new TreeMap<>();
        if (sample.group(2) != null) {
            LABEL.matcher(sample.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    private static String key(String name, Map<String, String> labels) {
        return name + labels;
    }

    /** The names there are, those of histograms with their {@code _bucket}. */
    public Set<String> names() {
        return samples.keySet().stream()
                .map(key -> key.substring(0, key.indexOf('{')))
                .collect(Collectors.toSet());
    }

    /** A sample's value; 0 where there is none. */
    public double value(String name, String... labels) {
        Map<String, String> named = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            named.put(labels[i], labels[i + 1]);
        }
        return samples.getOrDefault(key(name, named), 0.0);
    }

    /** By how much it has grown. */
    public double since(Scrape before, String name, String... labels) {
        return value(name, labels) - before.value(name, labels);
    }

    /** The names of our metrics that a text speaks of. */
    public static Set<String> namesIn(String text) {
        return Pattern.compile("\\btfmirror_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
