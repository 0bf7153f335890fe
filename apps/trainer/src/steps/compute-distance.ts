import { computeDistances, type TripBatch, type TripColumns, type TripEngine } from '@taxifare/core';

/** Step two: the great-circle distance between each trip's ends, in kilometres. Good until the engine's next batch. */
export function computeDistance(trips: TripBatch, engine: TripEngine): TripColumns {
  const columns = engine.load(trips);
  computeDistances(columns, engine);
  return columns;
}
