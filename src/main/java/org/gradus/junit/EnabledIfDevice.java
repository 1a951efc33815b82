package org.gradus.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test, or the class of tests, is run only where there are these devices.
 *
 * <pre>{@code
 * @Test
 * @EnabledIfDevice("cuda")
 * void cudaComputesTheSame() {
 *   assertEquivalent(MyModel.layers(), Digits.load().train(), "cpu", "cuda");
 * }
 * }</pre>
 *
 * <p>Where one is missing the test is skipped, and the reason is what {@code ./gradus train
 * --device} would say.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(DeviceCondition.class)
public @interface EnabledIfDevice {
  /** The devices' names as {@code --device} takes them: {@code cuda}, {@code opencl:1}. */
  String[] value();
}
