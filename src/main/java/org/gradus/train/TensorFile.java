package org.gradus.train;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.HostTensor;
import org.gradus.io.DataException;
import org.gradus.io.SafetensorsFile;
import org.gradus.io.SafetensorsWriter;
import org.gradus.io.StoredType;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;

/** Tensors by name with texts, as a safetensors file. */
record TensorFile(Map<String, HostTensor> tensors, Map<String, String> metadata) {
  /**
   * Reads a whole file.
   *
   * @throws DataException if it cannot be read or is no sound safetensors file
   */
  static TensorFile read(Path path) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (SafetensorsFile.Entry entry : file.entries()) {
        TensorSpec spec = new TensorSpec(dtype(path, entry), entry.shape());
        HostTensor tensor = HostTensor.allocate(spec);
        file.read(entry.name(), entry.type(), segment(tensor));
        tensors.put(entry.name(), tensor);
      }
      return new TensorFile(tensors, new LinkedHashMap<>(file.metadata()));
    }
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws DataException if the folder or the disk does not take it
   */
  void write(Path path) {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    tensors.forEach(
        (name, tensor) -> {
          TensorSpec spec = tensor.spec();
          writer.add(name, StoredType.of(spec.dtype()), spec.shape(), segment(tensor));
        });
    writer.write(path);
  }

  private static DType dtype(Path path, SafetensorsFile.Entry entry) {
    for (DType dtype : DType.values()) {
      if (StoredType.of(dtype) == entry.type()) {
        return dtype;
      }
    }
    throw new DataException(
        "%s: tensor %s is %s, which Gradus does not compute with"
            .formatted(path, entry.name(), entry.type()));
  }

  private static MemorySegment segment(HostTensor tensor) {
    return switch (tensor.array()) {
      case float[] array -> MemorySegment.ofArray(array);
      case double[] array -> MemorySegment.ofArray(array);
      case int[] array -> MemorySegment.ofArray(array);
      case short[] array -> MemorySegment.ofArray(array);
      case byte[] array -> MemorySegment.ofArray(array);
      default -> throw new IllegalStateException("no tensor is held in " + tensor.array());
    };
  }
}
