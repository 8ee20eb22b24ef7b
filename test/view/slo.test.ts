import type { CompositeSloDefinition } from '../../lib/core/slo/definition';
import { openSlo } from '../../lib/core/slo/open-slo';
import { SloReporter } from '../../lib/core/slo/report';
import { tellExplanation } from '../../lib/view/slo/explain';
import { explainComposite, tellComposite } from '../../lib/view/slo/explain-composite';
import { explainSlo } from '../../lib/view/slo/explanation';
import { escapeMarkdown } from '../../lib/view/slo/markdown';
import { reportAsMarkdown, reportAsText } from '../../lib/view/slo/report';
import { type SloStanding, tellStatus } from '../../lib/view/slo/status';
import { bar, eventsText, minutesLeft, shareText, sliText, usedText } from '../../lib/view/slo/words';
import { toYaml } from '../../lib/view/slo/yaml';
import { DAY_MS, incidentOf, measurementOf, SLICES, START_MS, sloOf, ticks } from '../core/slo/report-support';

const paint = (_style: string, text: string) => text;
const wide = { paint, width: 100 };

describe('numbers', () => {
  test.each([
    [sliText(0.999), '99.9 %'],
    [sliText(0.9989999), '99.899 %'],
    [sliText(1), '100 %'],
    [sliText(0.99999999), '99.999 %'],
    [sliText(0), '0 %'],
    [sliText(undefined), '–'],
    [shareText(-4.69e-14), '0 %'],
    [shareText(-0.0001), '-0.1 %'],
    [shareText(0.9999), '99.9 %'],
    [shareText(-12.5), '-1,250 %'],
    [usedText(1.0001), '100.1 %'],
    [usedText(1), '100 %'],
    [usedText(-0), '0 %'],
    [eventsText(-0.5), '-1'],
    [eventsText(999.9999999999999), '1,000'],
    [minutesLeft(43.2), '43 min 12 s'],
    [minutesLeft(-0.1), '-6 s'],
    [bar(-3), '░░░░░░░░░░'],
    [bar(0.999), '█████████░'],
    [bar(7), '██████████'],
  ])('%s is never better than it is: %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('an explanation', () => {
  const explained = explainSlo(sloOf({ minTotal: 70, owner: 'ann', runbook: 'https://wiki/x' }), {
    nameOf: (id) => `checkout-${id}`,
  });
  const text = tellExplanation(explained, wide);

  test('has the numbers of the workbook', () => {
    expect(explained).toMatchObject({
      budgetShare: 0.001,
      outageMinutes: 43.2,
      totalEvents: 43_200_000,
      budgetEvents: 43_200,
    });
    expect(explained.rules).toMatchObject([
      {
        ...{ id: 'page_fast', threshold: 0.0144, budgetSpent: 0.02, resetMinutes: 5, hourly: false },
        detectionMinutes: { '100 %': 1, '10 %': 9, '1 %': null, 'just above': 60 },
      },
      {
        ...{ id: 'ticket_slow', threshold: 0.001, budgetSpent: 0.1, resetMinutes: 360, hourly: true },
        detectionMinutes: { '100 %': 5, '10 %': 44, '1 %': 433, 'just above': 4_320 },
      },
    ]);
  });

  test('works the budget out step by step', () => {
    expect(explained.example).toMatchObject({
      bad: 10_800,
      consumed: 0.25,
      remainingEvents: 32_400,
      remainingMinutes: 32.4,
    });
    expect(text).toMatch(/SLI = 1 - 10,800 \/\s+43,200,000 = 99\.975 %/);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'Allowed = 43,200,000 x 0.1 % = 43,200 bad ones. Used = 10,800 / 43,200 = 25 %, left = 75 %',
    );
  });

  test('says what counts, who is told, and what the guards are', () => {
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('bad = Sum of AWS/ApiGateway/5xx{ApiId=a1} Good are total - bad');
    expect(flat).toContain('43 min 12 s of a total outage, or 43,200 of 43,200,000 events at 1000 a minute');
    expect(flat).toContain('Page page, high 1 min');
    expect(text).toContain('    Page is checkout-Page\n');
    expect(flat).toContain('Only with at least 70 events in the long window.');
    expect(flat).toContain('Tier 2. Owner: ann. Runbook: https://wiki/x.');
  });

  test('fits a hundred columns', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('of timeslices counts slices, whatever the traffic', () => {
    const slices = explainSlo(sloOf({ kind: 'freshness', indicator: SLICES, window: '7d' }), { trafficPerMinute: 5 });
    expect(slices).toMatchObject({ totalEvents: 2_016, windowMinutes: 10_080 });
    expect(tellExplanation(slices, wide)).toMatch(
      /Every 5 min is a slice: good while value <= 600, else bad; one without data is\s+bad/,
    );
  });

  test('tells exclusions with their reasons', () => {
    const schedule = { expression: 'cron(0 2 * * 0)', duration: 'PT2H' };
    const text = tellExplanation(explainSlo(sloOf({ exclusions: [{ schedule, reason: 'Maintenance' }] })), wide);
    expect(text).toContain('    cron(0 2 * * 0) for PT2H, UTC: Maintenance');
  });
});

describe('an explanation of a combination', () => {
  const composite: CompositeSloDefinition = {
    ...{
      schemaVersion: 1,
      name: 'All',
      service: 'shop',
      environment: 'prod',
      kind: 'composite' as const,
      tier: 2 as const,
    },
    ...{
      description: 'The weighted mean of 2 objectives is 99.5 % or more.',
      objective: '99.5',
      namespace: 'Sightline',
    },
    combine: 'weighted',
    parts: [
      { service: 'checkout', environment: 'prod', slo: 'Availability', weight: 3 },
      { service: '\u001b[31mx', environment: 'prod', slo: 'y'.repeat(300), weight: 1 },
    ],
  };

  test('has the weights, and fits a hundred columns, whatever the names are', () => {
    const text = tellComposite(explainComposite({ ...composite, team: 'web' }, [sloOf()]), wide);
    expect(text).toMatch(/checkout\/prod\/Availability +99\.9 % +30d +3\n/);
    expect(text).toContain('Tier 2. Team: web.');
    expect(text.replace(/\s+/g, ' ')).toContain('as its parts are in their weighted mean');
    expect(text).not.toContain('\u001b');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('status', () => {
  const standing = (slo: string, given: Partial<SloStanding> = {}): SloStanding => {
    return {
      slo,
      objective: '99.9',
      window: '30d',
      tier: 2,
      stale: false,
      measurement: measurementOf(START_MS),
      ...given,
    };
  };
  const tell = (...standings: readonly SloStanding[]) =>
    tellStatus(standings, { ...wide, nowMs: START_MS + 3_600_000 });

  test('begins with the worst and says how much is left, below nothing too', () => {
    const burnRates = { '1h': 2.5, '6h': 1 };
    const text = tell(
      standing('a/prod/Fine'),
      standing('b/prod/Risky', {
        measurement: measurementOf(START_MS, { bad: 900, burnRates, hoursToExhaustion: 12 }),
      }),
      standing('c/prod/Broken', {
        measurement: measurementOf(START_MS, { bad: 1_290, firing: ['page_fast'], violations24h: 3 }),
      }),
    );
    expect(text.match(/[abc]\/prod\/\w+/g)).toEqual(['c/prod/Broken', 'b/prod/Risky', 'a/prod/Fine']);
    expect(text).toContain('░░░░░░░░░░ used up 1.3 times over');
    expect(text).toContain('-290 bad events of 1,000,000 left, or -12 min 32 s of a total outage');
    expect(text).toContain('firing: page_fast');
    expect(text.replace(/\s+/g, ' ')).toContain('burns 2.5 x (1 h), 1 x (6 h), gone in 12 h');
    expect(text).toMatch(/2 of 3 objectives with data hold \(66\.67 %\); 1 at risk; 1 violated\n$/);
  });

  test('a dead evaluation does not look green', () => {
    const text = tell(standing('a/prod/Old', { stale: true }), standing('b/prod/New', { measurement: undefined }));
    expect(text).toContain('measured 1 h ago, at 2026-11-01 00:00 UTC');
    expect(text).toContain('not measured b/prod/New');
    expect(text).toMatch(/1 not measured; 1 measured too long ago\n$/);
  });

  test('nothing is no data, and no data is no compliance', () => {
    expect(tell()).toBe('No objective has data\n');
    expect(tell(standing('a/prod/Quiet', { measurement: measurementOf(START_MS, { total: 0 }) }))).toMatch(
      /No objective has data; 1 without data\n$/,
    );
  });

  test('of thousands only those that matter are listed', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => standing(`s${index}/prod/Fine`));
    const text = tell(...many, standing('x/prod/Broken', { measurement: measurementOf(START_MS, { bad: 2_000 }) }));
    expect(text).toContain('x/prod/Broken');
    expect(text).toContain('1960 more are compliant or have no data');
    expect(text.split('\n').length).toBeLessThan(150);
  });

  test('fits a hundred columns, whatever the names are', () => {
    const measurement = measurementOf(START_MS, {
      firing: Array.from({ length: 8 }, (_, index) => `a_rule_of_many_${index}`),
    });
    const text = tell(standing(`${'x'.repeat(300)}/\u001b[31m`, { measurement }));
    expect(text).not.toContain('\u001b');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('a report', () => {
  const hostile =
    'a|b\n# <img src=x onerror=alert(1)> [x](javascript:1) @all `c` **d** http://evil.example www.evil.example';
  const opened = START_MS + DAY_MS / 2;
  const reportOf = (count: number) => {
    const incidents = [incidentOf(opened, 30, { title: hostile })];
    const reporter = new SloReporter({
      span: { startMs: START_MS, endMs: START_MS + DAY_MS },
      nowMs: START_MS + DAY_MS,
      incidents,
    });
    for (let index = 0; index < count; index += 1) {
      const slo = sloOf({ name: index === 0 ? hostile : `o${index}`, team: hostile });
      const burnt = ticks(opened, START_MS + DAY_MS).map((ms) =>
        measurementOf(ms, { bad: 1_100, burnRates: { '5m': 20 } }),
      );
      reporter.add(slo, burnt);
    }
    return reporter.report();
  };

  test('in Markdown shows hostile names as they are, each in its cell', () => {
    const text = reportAsMarkdown(reportOf(1), { incidents: true });
    expect(text).not.toMatch(/<img|(?<!\\)\]\(|@all|http:\/\/|www\.|(?<!\\)`|\*\*d/);
    const tables = text.split('\n').filter((line) => line.startsWith('|'));
    expect(tables.length).toBeGreaterThan(10);
    const columns = tables.map((line) => line.match(/(?<!\\)\|/g)?.length);
    expect(columns.filter((count) => count === undefined || count < 5)).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toEqual([
      '# Error budgets, 2026-11-01 00:00 to 2026-11-02 00:00 UTC',
    ]);
  });

  test('tells compliance, incidents, recovery and how they are computed', () => {
    const text = reportAsText(reportOf(1), { ...wide, incidents: true });
    expect(text).toContain('0 of 1 objective with data held at the end of this time (0 %): 1 violated, 0 at risk.');
    expect(text).toMatch(/estimated by the\s+burn rates of five\s+minutes/);
    expect(text).toMatch(/30 min +4 h: met/);
    expect(text).toMatch(/2026-11 +1 +1 of 1 +100 % +30 min/);
  });

  test('has one grouping where one is asked for', () => {
    const text = reportAsMarkdown(reportOf(1), { incidents: false, by: 'tier' });
    expect(text.match(/^## .*/gm)).toEqual([
      '## Compliance',
      '## By tier',
      '## Objectives',
      '## Compliance over time',
      '## Incidents',
    ]);
  });

  test('without objectives, or without data, claims nothing', () => {
    expect(reportAsMarkdown(reportOf(0), { incidents: false })).toContain('There are no objectives.');
    const reporter = new SloReporter({
      span: { startMs: START_MS, endMs: START_MS + DAY_MS },
      nowMs: START_MS + DAY_MS,
    });
    reporter.add(sloOf(), []);
    const text = reportAsMarkdown(reporter.report(), { incidents: true });
    expect(text).toContain('No objective had data, so nothing is known about compliance.');
    expect(text).toContain('Of 1 objective, 1 were not measured');
    expect(text).toContain('There was no incident.');
    expect(text).not.toMatch(/100 %|NaN|undefined|Infinity/);
  });

  test('of many stays readable', () => {
    expect(reportAsMarkdown(reportOf(120), { incidents: true })).toContain('The first 50 of 120 objectives');
  });
});

test('escaped Markdown keeps ordinary names as they are', () => {
  expect(escapeMarkdown('checkout/prod/p99-latency (v2.1), 99.9 %')).toBe('checkout/prod/p99-latency (v2.1), 99.9 %');
});

test('an export is YAML that names its objective', () => {
  const text = toYaml(openSlo([sloOf()]).documents);
  expect(text).toContain('kind: SLO\nmetadata:\n  name: checkout-prod-availability\n');
  expect(text).toContain('    - displayName: "99.9 %"\n      target: 0.999\n');
  expect(text).toContain('          threshold: 14.4\n          lookbackWindow: "1h"\n          alertAfter: "0m"\n');
});
