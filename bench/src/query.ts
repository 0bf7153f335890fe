/** The training as one SQL query, for peers that speak it: the same rules, the same distance, the same least squares. */
export function trainingQuery(table: string, sum = 'sum'): string {
  const rad = (degrees: string) => `radians(${degrees})`;
  const half = (from: string, to: string) => `pow(sin(${rad(`${to} - ${from}`)} / 2), 2)`;
  const cosines = `cos(${rad('pickup_latitude')}) * cos(${rad('dropoff_latitude')})`;
  const h = `${half('pickup_latitude', 'dropoff_latitude')} + ${cosines} * ${half('pickup_longitude', 'dropoff_longitude')}`;
  const between = (column: string, low: number, high: number) => `${column} BETWEEN ${low} AND ${high}`;
  const rules = [
    between('fare_amount', 2.5, 500),
    between('pickup_longitude', -74.5, -72.8),
    between('dropoff_longitude', -74.5, -72.8),
    between('pickup_latitude', 40.5, 41.8),
    between('dropoff_latitude', 40.5, 41.8),
    between('passenger_count', 1, 6),
  ];
  const distances = `SELECT fare_amount, 2 * 6371 * asin(sqrt(${h})) AS d FROM ${table} WHERE ${rules.join(' AND ')}`;
  return `SELECT count(*) AS n, ${sum}(d * fare_amount) / ${sum}(d * d) AS c FROM (${distances}) AS trips WHERE d > 0 AND d <= 60`;
}
