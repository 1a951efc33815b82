package org.gradus.cuda;

import org.gradus.gpu.Bindings;
import org.gradus.gpu.launch.LibraryProduct;
import org.gradus.gpu.launch.Place;

/** A matrix product for cuBLAS, with the addresses of its operands and its results. */
record BoundProduct(LibraryProduct launch, Address a, Address b, Address c) implements BoundLaunch {
  static BoundProduct of(LibraryProduct product, Bindings bindings) {
    return new BoundProduct(
        product,
        address(product.a(), bindings),
        address(product.b(), bindings),
        address(product.c(), bindings));
  }

  private static Address address(Place place, Bindings bindings) {
    return ((CudaMemory) bindings.memory(place.region())).address().plus(place.offset());
  }

  @Override
  public void enqueue(CudaDriver driver) {
    driver.cublas().multiply(this);
  }
}
