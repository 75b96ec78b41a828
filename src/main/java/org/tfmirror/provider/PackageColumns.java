package org.tfmirror.provider;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How tables keep a package, a version or a provider: each part is text in a column of its own. The columns are
 * {@code hostname, namespace, type, version, os, arch}, in this order; a version has the first four of them, and a
 * provider the first three.
 */
public final class PackageColumns {

    /** The condition that a row is of a version; takes its values. */
    public static final String IS_VERSION = "hostname = ? and namespace = ? and type = ? and version = ?";

    /** The condition that a row is of a package; takes its values. */
    public static final String IS_PACKAGE = IS_VERSION + " and os = ? and arch = ?";

    /** How many columns a provider has. */
    public static final int PROVIDER = 3;

    /** How many columns a version has. */
    public static final int VERSION = 4;

    /** How many columns a package has. */
    public static final int PACKAGE = 6;

    private PackageColumns() {}

    /** The values of a provider's columns. */
    public static List<String> of(ProviderAddress provider) {
        return List.of(provider.hostname(), provider.namespace(), provider.type());
    }

    /** The values of a version's columns. */
    public static List<String> of(ProviderAddress provider, ProviderVersion version) {
        List<String> values = new ArrayList<>(of(provider));
        values.add(version.toString());
        return values;
    }

    /** The values of a package's columns. */
    public static List<String> of(PackageId id) {
        List<String> values = of(id.provider(), id.version());
        values.add(id.platform().os());
        values.add(id.platform().arch());
        return values;
    }

    /**
     * Sets a parameter for each value.
     *
     * @param before how many parameters of the statement come before
     * @return how many parameters are set then
     */
    public static int set(PreparedStatement statement, int before, List<String> values) throws SQLException {
        int i = before;
        for (String value : values) {
            statement.setString(++i, value);
        }
        return i;
    }

    /**
     * Sets the statement's first parameters, each to an array of one column's values, for {@code unnest}.
     *
     * @param rows the values of each row
     * @param columns how many values each row has
     * @return how many parameters are set then
     */
    public static int setArrays(PreparedStatement statement, List<List<String>> rows, int columns) throws SQLException {
        for (int i = 0; i < columns; i++) {
            int column = i;
            Object[] values = rows.stream().map(row -> row.get(column)).toArray();
            statement.setArray(i + 1, statement.getConnection().createArrayOf("text", values));
        }
        return columns;
    }

    /** Reads the provider of a row that has the columns by their names. */
    public static ProviderAddress readProvider(ResultSet row) throws SQLException {
        return new ProviderAddress(row.getString("hostname"), row.getString("namespace"), row.getString("type"));
    }

    /** Reads the version of a row that has the column by its name. */
    public static ProviderVersion readVersion(ResultSet row) throws SQLException {
        return ProviderVersion.parse(row.getString("version"));
    }

    /** Reads the package of a row that has the columns by their names. */
    public static PackageId readPackage(ResultSet row) throws SQLException {
        return new PackageId(
                readProvider(row), readVersion(row), new Platform(row.getString("os"), row.getString("arch")));
    }
}
