import type { RecordedTrip } from './dirt.ts';
import type { Random } from './random.ts';
import type { Place } from './trip.ts';

const COMMA = 44;
const DASH = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;
const SPACE = 32;

/** No row is longer. */
const MAX_ROW_BYTES = 256;

/** Writes rows into a buffer, a digit at a time: strings would take five times as long. */
export class RowWriter {
  readonly #bytes: Uint8Array;
  readonly #random: Random;
  #at = 0;
  /** Where the row's pickup place starts. */
  #pickupAt = 0;

  constructor(bytes: Uint8Array, random: Random) {
    this.#bytes = bytes;
    this.#random = random;
  }

  get length(): number {
    return this.#at;
  }

  get hasRoom(): boolean {
    return this.#bytes.length - this.#at >= MAX_ROW_BYTES;
  }

  clear(): void {
    this.#at = 0;
  }

  row({ time, pickup, dropoff, fareCents, passengers }: RecordedTrip): void {
    this.#time(time);
    this.#put(DOT);
    this.#keyTail();
    this.#put(COMMA);
    this.#fare(fareCents);
    this.#put(COMMA);
    this.#time(time);
    this.#text(' UTC,');
    this.#pickupAt = this.#at;
    this.#place(pickup);
    this.#put(COMMA);
    if (dropoff === undefined) this.#put(COMMA);
    else this.#dropoff(dropoff, pickup);
    this.#put(COMMA);
    this.#number(passengers);
    this.#put(10);
  }

  #put(byte: number): void {
    this.#bytes[this.#at++] = byte;
  }

  #text(text: string): void {
    for (let i = 0; i < text.length; i++) this.#put(text.charCodeAt(i));
  }

  /** With leading zeros to so many digits. */
  #padded(value: number, digits: number): void {
    let rest = value;
    for (let i = digits - 1; i >= 0; i--) {
      const next = Math.floor(rest / 10);
      this.#bytes[this.#at + i] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#at += digits;
  }

  #number(value: number): void {
    let digits = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
    this.#padded(value, digits);
  }

  /** `2009-06-15 17:26:21`; days to dates by H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013. */
  #time(time: number): void {
    const days = Math.floor(time / 86400) + 719468;
    const seconds = time % 86400;
    const era = Math.floor(days / 146097);
    const ofEra = days - era * 146097;
    const year = Math.floor(
      (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
    );
    const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
    const shifted = Math.floor((5 * ofYear + 2) / 153);
    const month = shifted < 10 ? shifted + 3 : shifted - 9;
    this.#padded(year + era * 400 + (month <= 2 ? 1 : 0), 4);
    this.#put(DASH);
    this.#padded(month, 2);
    this.#put(DASH);
    this.#padded(ofYear - Math.floor((153 * shifted + 2) / 5) + 1, 2);
    this.#put(SPACE);
    this.#padded(Math.floor(seconds / 3600), 2);
    this.#put(COLON);
    this.#padded(Math.floor(seconds / 60) % 60, 2);
    this.#put(COLON);
    this.#padded(seconds % 60, 2);
  }

  /** The fraction that makes keys differ: of seven, eight or nine digits. */
  #keyTail(): void {
    const p = this.#random.share();
    this.#text('000000');
    if (p < 0.54) this.#padded(1 + this.#random.below(9), 1);
    else if (p < 0.765) this.#padded(1 + this.#random.below(99), 2);
    else this.#padded(1 + this.#random.below(199), 3);
  }

  /** `4.5`, `57.33`, `9.0`, `-3.0`. */
  #fare(cents: number): void {
    const positive = Math.abs(cents);
    if (cents < 0) this.#put(DASH);
    this.#number(Math.floor(positive / 100));
    this.#put(DOT);
    const rest = positive % 100;
    if (rest % 10 === 0) this.#padded(rest / 10, 1);
    else this.#padded(rest, 2);
  }

  /** A trip that ends where it began has the same digits twice, whatever a float made of them. */
  #dropoff(place: Place, pickup: Place): void {
    const start = this.#at;
    this.#place(place);
    if (place.latMicroDeg !== pickup.latMicroDeg || place.lonMicroDeg !== pickup.lonMicroDeg) return;
    this.#bytes.copyWithin(start, this.#pickupAt, start - 1);
    this.#at = start + (start - 1 - this.#pickupAt);
  }

  #place({ lonMicroDeg, latMicroDeg }: Place): void {
    this.#degrees(lonMicroDeg, 14, 0.245);
    this.#put(COMMA);
    this.#degrees(latMicroDeg, 15, 0.105);
  }

  /**
   * Six decimals without the zeros at their end; at times what a float makes of them, `40.712278000000005` or
   * `-73.96809499999999`; at times fewer, from a coarse receiver.
   */
  #degrees(microDeg: number, longDecimals: number, long: number): void {
    const positive = Math.abs(microDeg);
    if (microDeg < 0) this.#put(DASH);
    if (microDeg === 0) {
      this.#text('0.0');
      return;
    }
    const p = this.#random.share();
    const isLong = p < long && positive < 200e6;
    const isUp = isLong && this.#random.chance(0.5);
    const value = isLong && !isUp ? positive - 1 : p > 0.985 ? Math.round(positive / 100) * 100 : positive;
    this.#number(Math.floor(value / 1e6));
    this.#put(DOT);
    this.#padded(value % 1e6, 6);
    if (isLong) {
      for (let i = 7; i < longDecimals; i++) this.#put(isUp ? ZERO : ZERO + 9);
      const last = 1 + this.#random.below(5);
      this.#put(isUp ? ZERO + last : ZERO + 10 - last);
      return;
    }
    while (this.#bytes[this.#at - 1] === ZERO && this.#bytes[this.#at - 2] !== DOT) this.#at--;
  }
}
