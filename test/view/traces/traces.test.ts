import { journeyOf } from '../../../lib/core/trace/journey';
import { readAndAnalyze } from '../../../lib/core/trace/report';
import { tellCoverage } from '../../../lib/view/traces/coverage';
import { tellJourney } from '../../../lib/view/traces/journey';
import { tellMap } from '../../../lib/view/traces/map';
import { layoutMap } from '../../../lib/view/traces/map-layout';
import { mapPage } from '../../../lib/view/traces/map-page';
import { tellSlow } from '../../../lib/view/traces/slow';
import { order } from '../../core/trace/documents';
import { emptyReport, hostileReport, illReport, wideReport } from './reports';

const options = { paint: (_style: string, text: string) => text, width: 120 };
const ill = illReport();

test('the map tells who is ill first, each edge in numbers, and where faults began', () => {
  expect(tellMap(ill, options)).toBe(`Dependency map
  2026-11-21 12:00 to 2026-11-21 12:05, 20 read of more than 812 traces.

  unhealthy: checkout, payments, bank, shop/prod
  healthy: orders-table

  from       to            health     calls  failed    p50     p90     p99  untraced
  checkout   payments      unhealthy     20    65 %  69 ms   77 ms   79 ms
  payments   bank          unhealthy     20    65 %  39 ms   47 ms   49 ms     100 %
  shop/prod  checkout      unhealthy     20    65 %  99 ms  107 ms  109 ms
  checkout   orders-table  healthy       20     0 %  10 ms   10 ms   10 ms

Where faults began
  13 faults began in bank (BankError: closed); passed on by payments, checkout, shop/prod; such as
      1-6920564a-000000000000000000000001
`);
});

test('what is slow tells what requests wait for, and what they cost', () => {
  const told = tellSlow(ill, { ...options, memoryMb: 512 });
  expect(told).toMatch(/remote:bank +bank +waits for it +790 ms +36\.1 %/);
  expect(told).toMatch(/payments\/prod +POST \/charges +20 +57 ms +65 ms +67 ms +65 % +65 % +0\.58/);
  expect(told).toMatch(/1-6920564a-000000000000000000000019 +shop\/prod +119 ms +remote:bank +bank +49 ms/);
});

test('coverage tells services, logs, and calls to what is not traced', () => {
  const told = tellCoverage(ill, options);
  expect(told).toContain('11.5 % of all requests are traced.');
  expect(told).toMatch(/payments\/prod +7,000 +800 +11\.4 %/);
  expect(told).toMatch(/search\/prod +– +3 +–/);
  expect(told).toContain('Logs: 17 of 20 traces (85 %) have log lines.');
  expect(told).toContain('Calls: 20 of 80 (25 %) lead to what sends no segments and should.');
});

test('a journey tells each stop, when it was, and what it held up', () => {
  const trace = readAndAnalyze({ id: '1-a', documents: order({ bankFails: true }) });
  expect(tellJourney(journeyOf(trace), trace.problems, options)).toBe(`1-a  2026-11-21 12:00, 100 ms
    +0 ms  ████████████████████████  shop/prod: shop/prod                           100 ms, 12 % of the time  fault
    +6 ms  ·████████████████████···    checkout: POST /orders                       82 ms, 28 % of the time  fault
   +10 ms  ··██····················      orders-table: DynamoDB                     10 ms, 10 % of the time
   +25 ms  ······████████████······      payments: POST /charges                    48 ms, 20 % of the time  fault
   +30 ms  ·······███████··········        bank: bank                               30 ms, 30 % of the time  fault BankError: closed
`);
});

test('without traces each says so', () => {
  expect(tellMap(emptyReport(), options)).toContain('No traces: nothing was called, or nothing is traced.');
  expect(tellSlow(emptyReport(), options)).toContain('0 read of no traces');
  expect(tellCoverage(emptyReport(), options)).toContain('Nobody knows how many requests are traced');
  expect(mapPage(emptyReport())).toContain('No traces: nothing was called');
});

describe('hostile names', () => {
  test('steer no terminal', () => {
    const report = hostileReport();
    const trace = readAndAnalyze({ id: '1-\u001b[2J', documents: [] });
    const told = [
      tellMap(report, options),
      tellSlow(report, options),
      tellCoverage(report, options),
      tellJourney(journeyOf(trace), trace.problems, options),
    ];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    for (const text of told) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('are text in the page', () => {
    const page = mapPage(hostileReport());
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<(script|img)/);
    expect([...'\u202e\u001b'].filter((one) => page.includes(one))).toEqual([]);
  });
});

describe('the picture', () => {
  test('has callers left of what they call', () => {
    const across = Object.fromEntries(layoutMap(ill.graph).boxes.map(({ node, x }) => [node.name, x]));
    expect([across['shop/prod'], across.checkout, across.payments, across.bank]).toEqual([8, 168, 328, 488]);
    expect(across['orders-table']).toBe(328);
  });

  test('of a circle has all of it, and nothing stands on something else', () => {
    const { boxes, width, height } = layoutMap(wideReport().graph);
    expect(new Set(boxes.map(({ x, y }) => `${x},${y}`)).size).toBe(boxes.length);
    expect(boxes.every(({ x, y }) => x >= 8 && y >= 8 && x + 136 <= width - 8 && y + 68 <= height - 8)).toBe(true);
  });

  test('of more than has room is the ill and the busy ones, and says how many are missing', () => {
    const nodes = Array.from(
      { length: 100 },
      (_, index) =>
        ({
          ...(ill.graph.nodes[0] as (typeof ill.graph.nodes)[0]),
          key: `n${index}`,
          health: index === 99 ? 'unhealthy' : 'healthy',
        }) as const,
    );
    const { boxes, more } = layoutMap({ nodes, edges: [], more: 0 });
    expect([boxes.length, more, boxes.some(({ node }) => node.key === 'n99')]).toEqual([60, 40, true]);
  });
});
