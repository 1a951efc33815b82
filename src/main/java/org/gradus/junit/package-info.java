/**
 * For tests that users write with JUnit 5: a condition on devices, and assertions about models.
 *
 * <p>It comes as a jar of its own, {@code gradus-VERSION-junit.jar}, and wants JUnit's API on the
 * class path. Nothing of Gradus knows it; what it asserts is computed by {@code check}.
 */
@NullMarked
package org.gradus.junit;

import org.jspecify.annotations.NullMarked;
