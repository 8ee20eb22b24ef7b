/** Writes the state of a detector: whole numbers in 7-bit groups, floating-point numbers as they are. */
export class StateWriter {
  private bytes = new Uint8Array(4_096);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** A whole number from 0 up: small ones take a byte. */
  count(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    this.byte(rest);
  }

  numbers(values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index += 1) {
      this.reserve(8);
      this.view.setFloat64(this.length, values[index] as number, true);
      this.length += 8;
    }
  }

  /** With 32 bits each: only for what is kept in 32 bits. */
  singles(values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index += 1) {
      this.reserve(4);
      this.view.setFloat32(this.length, values[index] as number, true);
      this.length += 4;
    }
  }

  /** Counts of which most are 0: how many are not, and for each how many zeros lie before it. */
  sparse(counts: ArrayLike<number>, size: number): void {
    const end = Math.min(size, counts.length);
    let used = 0;
    for (let at = 0; at < end; at += 1) if (counts[at] !== 0) used += 1;
    this.count(used);
    let next = 0;
    for (let at = 0; at < end; at += 1) {
      if (counts[at] === 0) continue;
      this.count(at - next);
      this.count(counts[at] as number);
      next = at + 1;
    }
  }

  text(value: string): void {
    const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
    this.count(units.length);
    for (const unit of units) this.count(unit);
  }

  done(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length] = value;
    this.length += 1;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Reads what {@link StateWriter} wrote; throws `RangeError` on what it cannot have written. */
export class StateReader {
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.view.byteLength - this.at;
  }

  count(most = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.view.getUint8(this.at);
      this.at += 1;
      value += (byte & 0x7f) * unit;
      if (value > most) throw new RangeError(`${value} is above ${most}`);
      if (byte < 0x80) return value;
    }
  }

  numbers(length: number): number[] {
    return Array.from({ length }, () => {
      const value = this.view.getFloat64(this.at, true);
      this.at += 8;
      return value;
    });
  }

  singles(length: number): number[] {
    return Array.from({ length }, () => {
      const value = this.view.getFloat32(this.at, true);
      this.at += 4;
      return value;
    });
  }

  sparse(size: number): number[] {
    const counts = new Array<number>(size).fill(0);
    let next = 0;
    for (let used = this.count(size); used > 0; used -= 1) {
      const at = next + this.count(size);
      if (at >= size) throw new RangeError(`${at} is outside ${size} counts`);
      counts[at] = this.count();
      next = at + 1;
    }
    return counts;
  }

  text(): string {
    return Array.from({ length: this.count(1_000) }, () => String.fromCharCode(this.count(0xffff))).join('');
  }
}
