import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the class of tests that it is given, and prints a line for each. */
public final class RunTests {
  private RunTests() {}

  /** The name of the class is the only argument. */
  public static void main(String[] arguments) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(arguments[0])).build();
    LauncherFactory.create().execute(request, new Printer());
  }

  private static final class Printer implements TestExecutionListener {
    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      System.out.println("SKIPPED " + test.getDisplayName() + ": " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        String failure = result.getThrowable().map(cause -> ": " + cause).orElse("");
        System.out.println(result.getStatus() + " " + test.getDisplayName() + failure);
      }
    }
  }
}
