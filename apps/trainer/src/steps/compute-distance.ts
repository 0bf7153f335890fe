import { computeDistances, type HeldTrips, type TripBatch, type TripKernel } from '@taxifare/core';

/** Step two: the great-circle distance between each trip's ends, in kilometres. Good until the kernel's next batch. */
export function computeDistance(trips: TripBatch, kernel: TripKernel): HeldTrips {
  const held = kernel.hold(trips);
  computeDistances(held);
  return held;
}
