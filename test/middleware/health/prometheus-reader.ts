/** A small strict reader of the Prometheus text format 0.0.4, written from its specification. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\} (NaN|-?[\d.]+(?:e[+-]\d+)?)$/;

/** Throws where a line does not fit, a metric has no type before its samples, or the last line does not end. */
export function readPrometheus(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  const typed = new Set<string>();
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap((line) => {
      const [, type] = /^# TYPE (\w+) gauge$/.exec(line) ?? [];
      if (type) typed.add(type);
      if (type || /^# HELP \w+ \S/.test(line)) return [];
      const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
      if (!typed.has(name)) throw new Error(`no sample of a known metric: ${line}`);
      return [{ name, labels: readLabels(labels), value: Number(value) }];
    });
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [
      name,
      value.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped)),
    ]),
  );
}
