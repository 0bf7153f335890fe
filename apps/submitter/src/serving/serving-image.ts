/** The prebuilt container of scikit-learn 1.6, from the registry nearest to the region: no newer one exists. */
export function servingImageOf(region: string): string {
  const near = /^(europe|me|africa)-/.test(region) ? 'europe' : /^(asia|australia)-/.test(region) ? 'asia' : 'us';
  return `${near}-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-6:latest`;
}

/** Google's dates for it ("Prebuilt containers for prediction", 2026). */
const PATCHED_UNTIL = Date.UTC(2026, 9, 14);
const SERVING_DATES = 'scikit-learn 1.6: patches ended on 2026-10-14, it can be deployed until 2027-10-14';

export function servingDatesOf(nowMs: number): string {
  return nowMs < PATCHED_UNTIL ? SERVING_DATES.replace('patches ended', 'patches end') : SERVING_DATES;
}
