package org.gradus.junit;

import java.util.Arrays;
import java.util.Optional;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks whether the devices of an {@link EnabledIfDevice} are there. */
final class DeviceCondition implements ExecutionCondition {
  /** JUnit makes one. */
  DeviceCondition() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<EnabledIfDevice> wanted =
        AnnotationSupport.findAnnotation(context.getElement(), EnabledIfDevice.class);
    if (wanted.isEmpty()) {
      return ConditionEvaluationResult.enabled("no device is asked for");
    }
    String[] names = wanted.get().value();
    for (String name : names) {
      try {
        Devices.select(name);
      } catch (DeviceException e) {
        return ConditionEvaluationResult.disabled(e.getMessage());
      }
    }
    return ConditionEvaluationResult.enabled(Arrays.toString(names) + " are there");
  }
}
