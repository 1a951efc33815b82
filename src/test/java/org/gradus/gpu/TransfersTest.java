package org.gradus.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;
import org.gradus.plan.Storage;
import org.junit.jupiter.api.Test;

class TransfersTest {
  private static final int PIECE = 4 << 20;

  @Test
  void allInputsOfARunHavePiecesOfTheirOwn() {
    try (Transfers transfers = new Transfers(new PaperDriver(PaperDriver.GPU, _ -> {}))) {
      assertEquals(2, transfers.pieces());
      transfers.reserve(List.of(bytes(100), bytes(4)));
      assertEquals(2, transfers.pieces());
      transfers.reserve(List.of(bytes(2 * PIECE + 1), bytes(PIECE)));
      assertEquals(4, transfers.pieces());
      transfers.reserve(List.of(bytes(PIECE)));
      assertEquals(4, transfers.pieces());
      transfers.reserve(List.of(bytes(400 * PIECE)));
      assertEquals(16, transfers.pieces());
    }
  }

  private static Buffer bytes(int count) {
    return new Buffer(TensorSpec.of(DType.U8, count), new Storage.Scratch(0, 0));
  }
}
