/** More than these, and a list of lines is no longer read. */
const MOST_LISTED = 20;

/** Line numbers, added in ascending order, as people write them: `lines 12-40 and 57`. */
export class LineRanges {
  private readonly ranges: { readonly first: number; last: number }[] = [];
  count = 0;

  static of(lines: readonly number[]): LineRanges {
    const ranges = new LineRanges();
    for (const line of [...lines].sort((a, b) => a - b)) ranges.add(line);
    return ranges;
  }

  add(line: number): void {
    this.count += 1;
    const open = this.ranges.at(-1);
    if (open && line === open.last + 1) open.last = line;
    else this.ranges.push({ first: line, last: line });
  }

  /** `file:3` for one line, which editors open; `file: lines 12-40 and 57` for several. */
  in(file: string): string {
    const only = this.ranges[0];
    if (only && this.count === 1) return `${file}:${only.first}`;
    const listed = this.ranges
      .slice(0, MOST_LISTED)
      .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
    return `${file}: lines ${enumerate([...listed, ...this.more()])}`;
  }

  private more(): string[] {
    const hidden = this.ranges.slice(MOST_LISTED);
    const count = hidden.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    return count === 0 ? [] : [`${count} more up to ${hidden.at(-1)?.last}`];
  }
}

/** `a`, `a and b`, `a, b and c` */
function enumerate(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
