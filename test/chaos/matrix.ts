/** The rows of docs/explanation/chaos.md, as they are played. */
import type { Break } from './break-ports';

/** What breaks, for ten minutes, and what people see of it, in the words of the page. */
export interface Row {
  /** Of `lib/workflow/ports`. */
  readonly port: string;
  readonly breaks: string;
  /** When each is paged: `in time`, so many minutes later, or who is told in their place. */
  readonly paged: { readonly pager: string; readonly alice: string; readonly bob: string };
  /** Alarms on Sightline itself. */
  readonly rings: string;
  readonly lost: string;
}

/** Rows of the table whose second column is headed `breaks`. */
export function rowsOf(markdown: string): Row[] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => line.startsWith('| port | breaks |'));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) => {
    const [, port = '', breaks = '', pager = '', alice = '', bob = '', rings = '', lost = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return { port: port.replaceAll('`', ''), breaks, paged: { pager, alice, bob }, rings, lost };
  });
}

const HOW: Readonly<Record<string, Pick<Break, 'methods' | 'how' | 'skewMs'>>> = {
  fails: {},
  'cannot be read': { methods: /^(read|list|is)/ },
  'cannot be written': { methods: /^(commit|append|write|lease|settle|create|add|revise|note|delete)/ },
  refuses: { how: 'refuses' },
  'loses all': { how: 'loses' },
  'is 15 min ahead': { skewMs: 15 * 60_000 },
  'is 15 min behind': { skewMs: -15 * 60_000 },
};

/** `notify.store` and how it breaks: `cannot be read`. */
export function breakOf({ breaks }: Row): Pick<Break, 'at' | 'methods' | 'how' | 'skewMs'> {
  const [, at = '', words = ''] = /^`([\w.]+)` (.+)$/.exec(breaks) ?? [];
  const how = HOW[words];
  if (!how) throw new Error(`'${breaks}' must be a port in code and one of: ${Object.keys(HOW).join(', ')}`);
  return { at, ...how };
}
