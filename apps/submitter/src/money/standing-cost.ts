import { formatUsd, machineUsdPerHour, PRICE_PAGE, priceBasisOf } from './machine-price.ts';

const HOURS_A_MONTH = 730;

/** What machines cost that stand until they are taken down, asked or not: a model online, a persistent resource. */
export function describeStandingCost(machine: string, region: string, count = 1): string {
  const usd = machineUsdPerHour(machine, region);
  const always = 'billed as long as it stands, used or not';
  if (usd === undefined) return `no price known for ${machine} in ${region}, ${always}; see ${PRICE_PAGE}`;
  const hourly = usd * count;
  const month = Math.round(hourly * HOURS_A_MONTH);
  return `estimate: ${formatUsd(hourly)} an hour, ${month} USD a month in ${region}, ${always}; ${priceBasisOf(region)}`;
}
