package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

class PackageColumnsTest {

    private static final PackageId ID = Packages.number(3);

    @Test
    void aPackageIsReadAsItWasWritten() throws SQLException {
        String sql = "select * from (values (?, ?, ?, ?, ?, ?)) row (hostname, namespace, type, version, os, arch)";
        try (Connection connection = TestDatabase.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            assertThat(PackageColumns.set(statement, 0, PackageColumns.of(ID))).isEqualTo(PackageColumns.PACKAGE);

            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(PackageColumns.readPackage(row)).isEqualTo(ID);
            }
        }
    }

    @Test
    void aVersionHasTheFirstColumnsOfItsPackages() {
        assertThat(PackageColumns.of(ID.provider(), ID.version()))
                .hasSize(PackageColumns.VERSION)
                .isEqualTo(PackageColumns.of(ID).subList(0, PackageColumns.VERSION));
    }

    @Test
    void noRowsAreArraysOfNothing() throws SQLException {
        String sql =
                "select cardinality(?::text[]) + cardinality(?::text[]) + cardinality(?::text[]) + cardinality(?::text[])";
        try (Connection connection = TestDatabase.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            PackageColumns.setArrays(statement, List.of(), PackageColumns.VERSION);

            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isZero();
            }
        }
    }
}
