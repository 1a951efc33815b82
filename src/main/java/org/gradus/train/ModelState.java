package org.gradus.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.io.DataException;
import org.gradus.nn.Model;

/**
 * The trained numbers of a model in the host's memory: parameters and statistics by the names
 * PyTorch's {@code state_dict} would give them.
 */
public record ModelState(Map<String, HostTensor> tensors) {
  /** Keeps the order of the tensors. */
  public ModelState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Copies a model's state from the device. */
  static ModelState read(Model model, VariableStore store) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Variable variable : model.state()) {
      tensors.put(variable.name(), store.read(variable));
    }
    return new ModelState(tensors);
  }

  /**
   * Copies this state to the device.
   *
   * @param source where the state comes from, for messages
   * @throws DataException if a tensor is missing, of another shape or type, or too many
   */
  void write(String source, Model model, VariableStore store) {
    Map<String, HostTensor> rest = new LinkedHashMap<>(tensors);
    for (Variable variable : model.state()) {
      store.write(variable, take(source, rest, variable));
    }
    if (!rest.isEmpty()) {
      throw new DataException(
          "%s: tensor '%s' belongs to nothing in the model"
              .formatted(source, rest.keySet().iterator().next()));
    }
  }

  /** Removes and returns the tensor of a variable, which must be of its spec. */
  static HostTensor take(String source, Map<String, HostTensor> tensors, Variable variable) {
    HostTensor tensor = tensors.remove(variable.name());
    if (tensor == null) {
      throw new DataException("%s: there is no tensor '%s'".formatted(source, variable.name()));
    }
    if (!tensor.spec().equals(variable.spec())) {
      throw new DataException(
          "%s: tensor '%s' is %s, the model's is %s"
              .formatted(source, variable.name(), tensor.spec(), variable.spec()));
    }
    return tensor;
  }
}
