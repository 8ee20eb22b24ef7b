/** docs/reference/benchmarks.md out of results. The same results make the same page. */
import { table } from '../../scripts/docs/table';
import type { Section } from './sections';

/** What a benchmark came to: the object and the tables that it printed, or why it did not run. */
export type Outcome =
  | { readonly result: Readonly<Record<string, unknown>>; readonly printed: string }
  | { readonly skipped: string };

export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  /** `linux`, `darwin`, ... */
  readonly system: string;
  /** `20.20.2` */
  readonly node: string;
}

/** @throws where a benchmark has no section, or its result lacks a figure that the section explains */
export function benchmarkPage(
  outcomes: Readonly<Record<string, Outcome>>,
  sections: Readonly<Record<string, Section>>,
  run: { readonly machine: Machine; readonly quick: boolean },
): string {
  const parts = Object.entries(outcomes).map(([name, outcome]) => {
    const section = sections[name];
    if (!section) throw new Error(`bench:${name} has no section in bench/all/sections.ts; write one`);
    return sectionOf(name, section, outcome);
  });
  return [head(run), ...parts].join('\n');
}

function head({ machine: { cores, memoryGiB, system, node }, quick }: Parameters<typeof benchmarkPage>[2]): string {
  return `# Benchmarks

Written by \`npm run bench -- --json\` from its results; do not edit. Each benchmark is one command, \`npm run bench:NAME\`,
and measures what stands beside it in the same run.

The machine: ${cores} cores, ${memoryGiB} GiB of memory, ${system}, Node.js ${node}. It was not kept free of other work. So take times for
one digit, and ratios for two at best. ${quick ? 'This was a quick run: fewer repetitions, smaller loads.' : 'This was a full run.'} Nothing here ran on AWS.
`;
}

function sectionOf(name: string, section: Section, outcome: Outcome): string {
  return `## ${name}

${section.what}

- **Beside it:** ${section.peer}
- **Mind:** ${section.caveat}

\`\`\`sh
${commandOf(name, section)}
\`\`\`

${'skipped' in outcome ? `Not measured in this run: ${outcome.skipped}\n` : measured(name, section, outcome)}`;
}

function commandOf(name: string, { quick, data }: Section): string {
  return `npm run bench:${name} -- --json${data ? ' --data DIR' : ''}${quick ? ' # or --quick' : ''}`;
}

function measured(
  name: string,
  { figures }: Section,
  { result, printed }: Exclude<Outcome, { skipped: string }>,
): string {
  const rows = Object.entries(figures).map(([figure, meaning]) => {
    if (!(figure in result))
      throw new Error(`bench:${name} --json has no '${figure}'; bench/all/sections.ts explains it`);
    return [`\`${figure}\``, figureText(result[figure]), meaning];
  });
  return `${table(['figure', 'value:', 'is'], rows)}\n\n\`\`\`text\n${printed.replace(/^\n+/, '').trimEnd()}\n\`\`\`\n`;
}

function figureText(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 4 }) : 'not measured';
}
