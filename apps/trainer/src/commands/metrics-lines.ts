import type { ModelMetrics } from '@taxifare/core/model';
import { digits, grouped, signed } from '../terminal/format-number.ts';

/** How well a model describes some rows, for a person to read. */
export function metricsLines(name: string, metrics: ModelMetrics): readonly string[] {
  const { rows, rmseUsd, meanResidualUsd, meanAbsoluteErrorUsd, rSquaredCentred, rSquaredUncentred } = metrics;
  const r = (value: number | null) => (value === null ? 'none' : digits(value, 4));
  const off = meanAbsoluteErrorUsd === null ? '' : `, off by about ${meanAbsoluteErrorUsd.toFixed(1)} USD on average`;
  return [
    `  ${name} ${grouped(rows)} rows: RMSE ${digits(rmseUsd, 4)} USD${off}, mean residual ${signed(meanResidualUsd)} USD`,
    `    R² ${r(rSquaredCentred)} against the mean fare, ${r(rSquaredUncentred)} against zero`,
  ];
}
