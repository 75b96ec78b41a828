package org.tfmirror;

import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All tests of the running application, in one process that starts it once for each profile. Surefire's other process runs
 * the rest at the same time; it would start the application anew for each class, so {@code src/test/application-tests.txt}
 * keeps these classes from it. Surefire goes by the alphabet, and this name comes first as it takes longest.
 */
@Suite
@SelectPackages("org.tfmirror")
@IncludeEngines("junit-jupiter")
@IncludeTags("io.quarkus.test.junit.QuarkusTest")
class ApplicationTests {}
