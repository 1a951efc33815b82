package org.gradus;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that packages import only what {@link ImportTable} allows them. */
final class ArchitectureTest {
  private static final String ROOT = "org.gradus.";
  private static final String ANCHOR = "/org/gradus/version.properties";

  private static Path folder = Path.of("");
  private static JavaClasses classes = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readClasses() throws URISyntaxException {
    URI anchor = ArchitectureTest.class.getResource(ANCHOR).toURI();
    folder = Path.of(anchor).resolve("../../..").normalize();
    classes = new ClassFileImporter().importPath(folder);
  }

  /** A reader that does not know a class file's version skips it, and then every rule holds. */
  @Test
  void everyClassFileIsRead() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long expected = files.filter(file -> file.toString().endsWith(".class")).count();
      assertEquals(expected, classes.size(), "classes read below " + folder);
      assertTrue(expected > 10, "only " + expected + " class files below " + folder);
    }
  }

  @Test
  void packagesImportOnlyWhatTheTableAllows() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      Set<String> allowed = ImportTable.MAY_IMPORT.get(packageOf(type));
      if (allowed == null) {
        broken.add(type.getName() + ": its package is not in the import table");
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(target)
            && !packageOf(target).equals(packageOf(type))
            && !allowed.contains(packageOf(target))) {
          broken.add(
              "%s may import %s: %s uses %s"
                  .formatted(packageOf(type), allowed, type.getName(), target.getName()));
        }
      }
    }
    assertEquals("", String.join("\n", broken));
  }

  @Test
  void librariesAreKnownToOnePackageOnly() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        for (Map.Entry<String, String> entry : ImportTable.ONLY_IN.entrySet()) {
          if (target.startsWith(entry.getKey()) && !packageOf(type).equals(entry.getValue())) {
            broken.add(
                "only %s may import %s: %s"
                    .formatted(entry.getValue(), entry.getKey(), dependency.getDescription()));
          }
        }
      }
    }
    assertEquals("", String.join("\n", broken));
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .matching(ROOT + "(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }

  /** Packages inside packages too: gpu makes devices of gpu.lowering, which makes gpu.launch. */
  @Test
  void innerPackagesAreFreeOfCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      JavaPackage home = type.getPackage();
      if (home.tryGetPackageInfo().isEmpty()) {
        broken.add(home.getName() + " has no package-info.java");
      } else if (!home.isAnnotatedWith(NullMarked.class)) {
        broken.add(home.getName() + " is not @NullMarked");
      }
    }
    assertEquals("", String.join("\n", broken));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getName().startsWith(ROOT);
  }

  private static String packageOf(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.", -1);
    return parts.length > 2 ? parts[2] : "";
  }
}
