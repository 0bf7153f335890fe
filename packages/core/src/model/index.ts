export type { FareColumns, FareLines, FareLinesOptions, TakeLines } from './fare-lines.ts';
export { createFareLines, PLACE_COLUMNS } from './fare-lines.ts';
export type { Fit, FitOptions, Inference, Metrics } from './fit.ts';
export { evaluate, fit } from './fit.ts';
export { formatJoblib } from './joblib.ts';
export type { Estimate, Model, ModelMetrics, TrainedFrom } from './model.ts';
export { createModel, formatModel, METRIC_DEFINITIONS, predictFareUsd, predictionIntervalUsd } from './model.ts';
export { parseModel } from './parse-model.ts';
