/** Text in parts; equal ones are one object. */
export interface Piece {
  readonly id: number;
  readonly parts: readonly (string | Piece)[];
  /** In a template, where quotes and backslashes are escaped. */
  readonly bytes: number;
}

/** Makes pieces. */
export class Pieces {
  private readonly known = new Map<string, Piece>();

  of(parts: readonly (string | Piece)[]): Piece {
    const key = JSON.stringify(parts.map((part) => (typeof part === 'string' ? part : part.id)));
    const known = this.known.get(key);
    if (known) return known;
    const bytes = parts.reduce((sum, part) => sum + bytesOf(part), 0);
    const piece = { id: this.known.size, parts, bytes };
    this.known.set(key, piece);
    return piece;
  }
}

export function textOf({ parts }: Piece): string {
  return parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join('');
}

/** What a variable costs in a template besides its text: indentation, quotes, braces, `Fn::Sub`. */
const VARIABLE_BYTES = 45;
/** `${_1}` */
const USE_BYTES = 5;

/** Says which pieces of a whole are shorter as variables. */
export class Repetitions {
  private readonly uses = new Map<Piece, number>();
  private readonly bytes = new Map<Piece, number>();

  constructor(whole: Piece) {
    this.count(whole);
  }

  isWorthVariable(piece: Piece): boolean {
    const saved = (this.uses.get(piece) ?? 0) * (this.bytesInPlace(piece) - USE_BYTES);
    return isCompound(piece) && saved > piece.bytes + VARIABLE_BYTES;
  }

  /** What is inside of a repetition counts once: the repetition may be a variable itself. */
  private count(piece: Piece): void {
    const before = this.uses.get(piece) ?? 0;
    this.uses.set(piece, before + 1);
    if (before > 0) return;
    for (const part of piece.parts) if (typeof part !== 'string') this.count(part);
  }

  /** Where the piece itself is no variable; others in it may be. */
  private bytesInPlace(piece: Piece): number {
    const known = this.bytes.get(piece);
    if (known !== undefined) return known;
    const bytes = piece.parts.reduce((sum, part) => sum + this.bytesAsPart(part), 0);
    this.bytes.set(piece, bytes);
    return bytes;
  }

  private bytesAsPart(part: string | Piece): number {
    if (typeof part === 'string') return bytesOf(part);
    return this.isWorthVariable(part) ? USE_BYTES : this.bytesInPlace(part);
  }
}

/** A plain text or number stays where people look for it. */
function isCompound({ parts }: Piece): boolean {
  return parts.length > 1 || String(parts[0]).includes('${');
}

function bytesOf(part: string | Piece): number {
  return typeof part === 'string' ? JSON.stringify(part).length - 2 : part.bytes;
}
