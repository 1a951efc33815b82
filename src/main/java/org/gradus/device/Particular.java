package org.gradus.device;

/**
 * Something that people may want to know of a kind of device, such as where built kernels are kept.
 *
 * @param name of it, such as {@code kernel cache}
 * @param value how it is, such as a folder
 * @param remedy what to do about it if it is not as it should be; else empty
 */
public record Particular(String name, String value, String remedy) {}
