const HOURS_A_MONTH = 730;
/** USD an hour in us-central1, list prices of 2026-09; Europe is about a tenth more. */
const USD_PER_HOUR: Readonly<Record<string, number>> = {
  'n1-standard-2': 0.1095,
  'n1-standard-4': 0.219,
  'e2-standard-2': 0.0771,
  'e2-standard-4': 0.1541,
};

/** What a model online costs, asked or not; an estimate, and said to be one. */
export function servingCost(machineType: string): string {
  const hourly = USD_PER_HOUR[machineType];
  const always = 'as long as it is deployed, asked or not';
  if (hourly === undefined)
    return `no estimate for ${machineType}; billed ${always}, see cloud.google.com/vertex-ai/pricing`;
  return `estimate: ${hourly.toFixed(2)} USD an hour, ${Math.round(hourly * HOURS_A_MONTH)} USD a month, ${always}`;
}
