package org.gradus.cuda;

import org.gradus.gpu.launch.Launch;

/** A launch whose arguments are bound to memory, ready to be queued again and again. */
sealed interface BoundLaunch permits BoundKernel, BoundCluster, BoundProduct {
  /** What it is. */
  Launch launch();

  /** Queues it, or adds it to what the driver's stream captures. Allocates nothing. */
  void enqueue(CudaDriver driver);
}
