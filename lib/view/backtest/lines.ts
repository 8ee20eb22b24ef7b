/** Lines of a terminal: wrapped, with numbers in columns. */
import { plain } from '../escape';

/** Of one text: an alarm's rule may have 10,240 characters. */
const MAX_TEXT = 600;
const HANG = 4;

/** A text as lines of at most `width` characters, all behind the same indent, broken at blanks. */
export function indented(text: string, indent: number, width: number): string[] {
  const room = Math.max(20, width - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text, MAX_TEXT).split(/ +/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => ' '.repeat(indent) + one);
}

/** The same with all lines but the first four columns further in. */
export function hanging(text: string, indent: number, width: number): string[] {
  const [first = '', ...others] = indented(text, indent, width - HANG);
  return [first, ...others.map((line) => ' '.repeat(HANG) + line)];
}

/** `0`, `0.04`, `3.5`, `120`: as exact as it matters. */
export function rate(value: number): string {
  if (value === 0) return '0';
  if (value < 0.1) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
}

/** `3.1 %`; what is not quite all is never shown as all. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  return `${Math.min(99.9, Math.max(0.1, percent)).toFixed(1)} %`;
}

/** `2026-11-07 09:05`, UTC. */
export function isoMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
