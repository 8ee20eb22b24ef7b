import { CATALOG } from '../../../lib/core/catalog/catalog';
import { checkEntry } from '../../../lib/core/catalog/check-entry';
import type { CatalogAlarm, CatalogEntry } from '../../../lib/core/catalog/entry';

const ALARM: CatalogAlarm = {
  id: 'TooDeep',
  metric: 'depth',
  statistic: 'Maximum',
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching',
  severity: 'medium',
  role: 'ticket',
  summary: '{resource} holds {threshold} or more.',
  reason: 'It drains in a minute.',
  runbook: ['Look at its readers.'],
};

const METRIC = { namespace: 'Acme', name: 'Depth', unit: 'Count' } as const;
const LINE = { metric: 'depth', statistic: 'p99', label: 'Depth' };

function entryOf(change: object = {}): CatalogEntry {
  return {
    type: 'Acme::X::Y',
    title: 'My basin',
    family: 'infrastructure',
    resource: { dimensions: { default: { Id: 'Ref' } } },
    metrics: { depth: METRIC },
    graphs: [{ title: 'Depth', left: [LINE] }],
    alarms: [ALARM],
    sample: { properties: {} },
    ...change,
  };
}

const withAlarm = (change: object) => ({ alarms: [{ ...ALARM, ...change }] });
const withMetric = (change: object) => ({ metrics: { depth: { ...METRIC, ...change } } });
const withLine = (change: object) => ({ graphs: [{ title: 'Depth', left: [{ ...LINE, ...change }] }] });

test.each(CATALOG.map((entry) => [entry.title, entry] as const))('the built-in entry %s passes', (_, entry) => {
  expect(() => checkEntry({ ...entry })).not.toThrow();
});

test.each<[string, object]>([
  ['as it is documented', {}],
  ['without alarms and graphs', { alarms: [], graphs: [] }],
  ['of a Target, whose sets are given with it', { resource: undefined, ...withMetric({ dimensionSet: 'any' }) }],
  ['with a derived threshold', withAlarm({ threshold: { rule: () => 5, text: 'five' } })],
  ['with an empty runbook', withAlarm({ runbook: [] })],
  ['that takes the place of a built-in one of its type', { title: 'SQS queue', type: 'AWS::SQS::Queue' }],
  [
    'on the set of a companion',
    {
      resource: {
        dimensions: { default: { Id: 'Ref' } },
        companion: { dimensionSet: 'dead', arn: 'Dead.Arn', dimension: 'Id' },
      },
      ...withMetric({ dimensionSet: 'dead' }),
    },
  ],
])('an entry %s passes', (_, change) => {
  expect(() => checkEntry(entryOf(change))).not.toThrow();
});

test.each(['type', 'title', 'family', 'metrics', 'graphs', 'alarms', 'sample'])("without '%s' is refused", (field) => {
  expect(() => checkEntry(entryOf({ [field]: undefined }))).toThrow(`'${field}' must be`);
});

test.each(Object.keys(ALARM))("an alarm without '%s' is refused", (field) => {
  expect(() => checkEntry(entryOf(withAlarm({ [field]: undefined })))).toThrow(`'${field}' must be`);
});

test.each<[object, RegExp]>([
  [{ famly: 'api' }, /^Catalog entry 'My basin': there is no option 'famly'; did you mean 'family'\?/],
  [{ family: 'network' }, /^Catalog entry 'My basin': 'family' must be one of service, .*; got 'network'$/],
  [{ metricsRegion: 'eu-west-1' }, /'metricsRegion' must be one of us-east-1; got 'eu-west-1'/],
  [{ metrics: [] }, /'metrics' must be an object, got a list/],
  [{ alarms: {} }, /'alarms' must be a list, got an object; \[\] for none/],
  [{ sample: { property: {} } }, /'sample': there is no option 'property'/],
  [{ resource: {} }, /'resource.dimensions' must have the set 'default'/],
  [{ resource: { dimensions: { other: {} } } }, /'resource.dimensions' must have the set 'default'/],
  [{ resource: { dimension: {} } }, /'resource': there is no option 'dimension'; did you mean 'dimensions'/],
  [withMetric({ unit: 'Counts' }), /metric 'depth': 'unit' must be one of .*; got 'Counts'/],
  [withMetric({ namespace: '' }), /metric 'depth': 'namespace' must be a text, got ''/],
  [withMetric({ dimensionSet: 'dead' }), /metric 'depth': 'dimensionSet' must be one of default; got 'dead'/],
  [withLine({ metric: 'dept' }), /graph 1: 'metric' must be one of depth; got 'dept'/],
  [withLine({ metric: '__proto__' }), /graph 1: 'metric' must be one of depth; got '__proto__'/],
  [withLine({ statistic: 'P101' }), /graph 1: 'statistic' must be Sum, .*, got 'P101'/],
  [withLine({ color: 'red' }), /graph 1 \('Depth'\): there is no option 'color'/],
  [{ graphs: [{ title: 'Depth' }] }, /graph 1: 'left' must be a list, got undefined/],
  [{ graphs: [null] }, /graph 1: pass an object of options, got null/],
  [{ alarms: [null] }, /alarm 1: 'id' must be letters and digits/],
  [withAlarm({ id: 'tooDeep' }), /alarm 1: 'id' must be letters and digits, as in SlowP90, got 'tooDeep'/],
  [{ alarms: [ALARM, ALARM] }, /has two alarms 'TooDeep'; rename one/],
  [withAlarm({ metric: 'dept' }), /alarm 'TooDeep': 'metric' must be one of depth; got 'dept'/],
  [withAlarm({ statistic: 'median' }), /alarm 'TooDeep': 'statistic' must be/],
  [withAlarm({ role: 'pager' }), /alarm 'TooDeep': 'role' must be one of page, ticket, signal; got 'pager'/],
  [withAlarm({ severity: 'sev1' }), /^Catalog entry: Alarm 'TooDeep' of 'My basin': 'severity' must be one of/],
  [withAlarm({ comparison: '>' }), /'comparison' must be one of/],
  [withAlarm({ treatMissingData: 'good' }), /'treatMissingData' must be one of/],
  [withAlarm({ periodSeconds: 90 }), /'periodSeconds' must be a multiple of 60 up to \d+, got 90/],
  [withAlarm({ datapointsToAlarm: 6 }), /'datapointsToAlarm' must be an integer between 1 and evaluationPeriods \(5\)/],
  [withAlarm({ threshold: '5' }), /'threshold' must be a finite number, got 5/],
  [withAlarm({ threshold: { rule: 5, text: '' } }), /'threshold' must be a number or \{ rule, text \}/],
  [withAlarm({ summary: '{label} is deep.' }), /'summary' has the placeholder \{label\}; there are \{resource\} and/],
  [withAlarm({ runbook: 'Look.' }), /'runbook' must be a list of texts .*, got 'Look.'/],
  [withAlarm({ runbook: [5] }), /'runbook' must be a list of texts/],
  [withAlarm({ treshold: 5 }), /alarm 'TooDeep': there is no option 'treshold'; did you mean 'threshold'/],
  [{ title: 'SQS queue' }, /is of 'Acme::X::Y', and would replace the built-in one of AWS::SQS::Queue; rename it/],
])('refuses %j', (change, message) => {
  expect(() => checkEntry(entryOf(change))).toThrow(message);
});

test.each([undefined, null, 'SQS queue', [], 5])('refuses %j, which is no entry', (entry) => {
  expect(() => checkEntry(entry as never)).toThrow(/Catalog entry .*: pass an object of options/);
});
