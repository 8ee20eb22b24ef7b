import { consoleExporter } from '../../../lib/middleware/console';
import { FAILED_ORDER, START_MS, span, TRACE_ID, trace } from './traces';

function written(exported = trace()): string {
  const texts: string[] = [];
  consoleExporter({ write: (text) => texts.push(text) })(exported);
  expect(texts).toHaveLength(1);
  return texts[0] ?? '';
}

test('writes a trace as one tree', () => {
  expect(written(FAILED_ORDER)).toBe(
    [
      `checkout 7 (prod) trace ${TRACE_ID}, cold start`,
      '  POST /orders  120.5 ms  fault 502  PaymentError: declined  tenant=a  items=3  total=12.5  gift=true',
      '    payments  100 ms  client error 402',
      '      sign  0 ms  ok',
      '',
    ].join('\n'),
  );
});

test('sorts what was called in one place by its start', () => {
  const call = (id: string, startMs: number) =>
    span({ id, parentId: span().id, name: id, startMs: START_MS + startMs });
  const spans = [span(), call('c', 30), call('a', 10), call('b', 20), call('b2', 20)] as const;
  const names = written(trace({ spans })).match(/^ {4}\w+/gm);
  expect(names?.map((name) => name.trim())).toEqual(['a', 'b', 'b2', 'c']);
});

test('tells throttled calls', () => {
  expect(written(trace({ release: undefined, spans: [span({ throttled: true })] }))).toBe(
    `checkout (prod) trace ${TRACE_ID}\n  POST /orders  120.5 ms  throttled\n`,
  );
});

test('shows every span once, also one whose parent is itself, missing, or there twice', () => {
  const spans = [
    span({ id: 'self', parentId: 'self', name: 'self' }),
    span({ id: 'x', parentId: 'y', name: 'x' }),
    span({ id: 'y', parentId: 'x', name: 'y' }),
    span({ id: 'orphan', parentId: 'gone', name: 'orphan' }),
    span({ id: 'twice', name: 'twice1' }),
    span({ id: 'twice', name: 'twice2' }),
    span({ id: 'child', parentId: 'twice', name: 'child' }),
  ] as const;
  const text = written(trace({ spans }));
  for (const { name } of spans) expect(text.match(new RegExp(`\\b${name} `, 'g'))).toHaveLength(1);
});

test('takes chains of any depth and lists of any length', () => {
  const chain = Array.from({ length: 20_000 }, (_, index) =>
    span({ id: `s${index}`, parentId: index > 0 ? `s${index - 1}` : undefined, name: 'link' }),
  );
  expect(written(trace({ spans: chain as never })).match(/ link /g)).toHaveLength(20_000);
  const fan = Array.from({ length: 20_000 }, (_, index) => span({ id: `s${index}`, name: 'leaf' }));
  expect(written(trace({ spans: fan as never })).match(/ leaf /g)).toHaveLength(20_000);
});

test('keeps a line a line, and short', () => {
  const annotations = { note: `a\nb\u001b[2J${'x'.repeat(1_000)}`, big: 10n, odd: Symbol('s') } as never;
  const text = written(trace({ spans: [span({ name: 'one\r\ntwo', annotations })] }));
  expect(text.split('\n')).toHaveLength(3);
  expect(text).toContain('  one two  120.5 ms  ok  note=a b [2Jx');
  expect(text).toContain('big=10  odd=Symbol(s)');
  expect(text.length).toBeLessThan(400);
});

test('writes to standard output by default', () => {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  consoleExporter()(trace());
  const calls = stdout.mock.calls.map(([text]) => text);
  stdout.mockRestore();
  expect(calls).toEqual([expect.stringContaining('  POST /orders  120.5 ms  ok\n')]);
});

test('refuses options that do not fit', () => {
  expect(() => consoleExporter({ out: 1 } as never)).toThrow(
    "consoleExporter: an option must be one of write, got 'out'",
  );
  expect(() => consoleExporter({ write: 'stdout' } as never)).toThrow(
    "consoleExporter: write must be a function of a text, got 'stdout'",
  );
});
