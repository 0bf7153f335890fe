/** The sums of the price of a kilometre, a row of texts at a time, as one would write them. */
const RAD = Math.PI / 180;
const isIn = (value: number, low: number, high: number) => value >= low && value <= high;

export class TripSums {
  n = 0;
  #xx = 0;
  #xy = 0;

  get c(): number {
    return this.#xy / this.#xx;
  }

  add(row: readonly string[]): void {
    const [fare, fromLon, fromLat, toLon, toLat, riders] = [1, 3, 4, 5, 6, 7].map((i) =>
      row[i] === '' ? Number.NaN : Number(row[i]),
    );
    if (fare === undefined || fromLon === undefined || fromLat === undefined) return;
    if (toLon === undefined || toLat === undefined || riders === undefined) return;
    if (!isIn(fare, 2.5, 500) || !isIn(fromLon, -74.5, -72.8) || !isIn(toLon, -74.5, -72.8)) return;
    if (!isIn(fromLat, 40.5, 41.8) || !isIn(toLat, 40.5, 41.8) || !isIn(riders, 1, 6)) return;
    const h =
      Math.sin(((toLat - fromLat) * RAD) / 2) ** 2 +
      Math.cos(fromLat * RAD) * Math.cos(toLat * RAD) * Math.sin(((toLon - fromLon) * RAD) / 2) ** 2;
    const km = 2 * 6371 * Math.asin(Math.sqrt(h));
    if (!(km > 0 && km <= 60)) return;
    this.n += 1;
    this.#xx += km * km;
    this.#xy += km * fare;
  }
}
