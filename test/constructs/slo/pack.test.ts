import { Observability, type Pack, type PackOptions, Packs, Sli, Slo } from '../../../lib';
import { newStack } from '../template';

function observability(): Observability {
  return new Observability(newStack(), 'Obs', {
    service: 'checkout',
    environment: 'prod',
    namespace: 'Shop',
    slos: false,
  });
}

const add = (pack: Pack, options?: PackOptions) => observability().addPack(pack, options);

test('a pack brings its alarms and each of its objectives, on the metrics of the service', () => {
  const obs = observability();
  const slos = obs.addPack(Packs.cloudPlatform);
  expect(slos.map(({ name }) => name)).toEqual(['HandlerAvailability', 'HandlerLatency', 'CostForecast']);
  const ids = obs.createdAlarms().map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(Packs.cloudPlatform.entry.alarms.map(({ id }) => id)));
  expect(slos[1]?.definition).toMatchObject({
    kind: 'latency',
    objective: '99',
    window: '7d',
    indicator: {
      budgeting: 'events',
      queries: [
        {
          id: 'total',
          metric: { namespace: 'Shop', name: 'Latency', dimensions: { service: 'checkout', environment: 'prod' } },
        },
        { id: 'good', statistic: 'TC(:100)' },
      ],
    },
  });
});

test('objectives over all handlers say so, and take no name of an API', () => {
  for (const pack of [Packs.cloudPlatform, Packs.saasFrontEnd]) {
    const all = pack.objectives.filter(({ indicator }) =>
      /"total":\["requests"|"metric":"latency"/.test(JSON.stringify(indicator)),
    );
    expect(all.map(({ name }) => name)).toEqual(['HandlerAvailability', 'HandlerLatency']);
    for (const { description } of all) expect(description).toContain('all handlers');
  }
});

test('operations get objectives of their own where the pack has some for each', () => {
  const slos = add(Packs.serviceMesh, { operations: ['GET /orders'] });
  expect(slos.map(({ name }) => name)).toEqual([
    'Availability',
    'Latency',
    'Latency-GET-orders',
    'EventProcessing',
    'CircuitBreakers',
  ]);
  expect(JSON.stringify(slos[2]?.definition)).toContain('"operation":"GET /orders"');
  expect(slos[2]?.definition.description).toMatch(/^GET \/orders: /);
});

test('objectives and alarms can be changed and left out', () => {
  const obs = observability();
  const slos = obs.addPack(Packs.mlInference, {
    objectives: { Accuracy: false, InferenceLatency: { objective: '99.5' } },
    tune: { ConfidenceLow: { enabled: false } },
  });
  expect(slos.map(({ name, definition }) => [name, definition.objective])).toEqual([
    ['InferenceAvailability', '99'],
    ['InferenceLatency', '99.5'],
  ]);
  expect(obs.createdAlarms().map(({ id }) => id)).not.toContain('ConfidenceLow');
});

describe('two packs that have names of objectives in common', () => {
  test('are told of with both packs and what to write, before anything is made', () => {
    const obs = observability();
    obs.addPack(Packs.cloudPlatform);
    const alarms = obs.createdAlarms().length;
    expect(() => obs.addPack(Packs.saasFrontEnd)).toThrow(
      "'addPack' of 'Checkout/Obs': the pack 'saas-front-end' has 'HandlerAvailability', 'HandlerLatency', which the pack " +
        "'cloud-platform' has brought already; tell them apart by addPack(pack, { prefix: 'SaasFrontEnd' }), or leave them " +
        "out by { objectives: { 'HandlerAvailability': false } }",
    );
    expect(obs.createdAlarms()).toHaveLength(alarms);
  });

  test('stand side by side with a prefix, or where one leaves them out', () => {
    const obs = observability();
    obs.addPack(Packs.cloudPlatform);
    const names = obs
      .addPack(Packs.saasFrontEnd, { prefix: 'Saas', objectives: { Registration: false } })
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['SaasHandlerAvailability', 'SaasHandlerLatency']));
    expect(names).not.toContain('SaasRegistration');
    const other = observability();
    other.addPack(Packs.cloudPlatform);
    expect(() =>
      other.addPack(Packs.saasFrontEnd, { objectives: { HandlerAvailability: false, HandlerLatency: false } }),
    ).not.toThrow();
  });

  test('an objective of one is told apart from one made by hand', () => {
    const obs = observability();
    obs.slo('HandlerLatency', Slo.availability(Sli.handlers(), { objective: '99' }));
    expect(() => obs.addPack(Packs.cloudPlatform)).toThrow("has 'HandlerLatency', which 'slo' has made already");
  });
});

test.each<[string, unknown, unknown, RegExp]>([
  [
    'operations where none has objectives',
    Packs.mlInference,
    { operations: ['GET /a'] },
    /none of its objectives is one for each operation/,
  ],
  ['a prefix that is no name', Packs.mlInference, { prefix: 'a/b' }, /addPack\(ml-inference\): 'prefix' must be/],
  ['a name that gets too long', Packs.mlInference, { prefix: 'x'.repeat(60) }, /'name' must be 1 to 64 letters/],
  [
    'what is no pack',
    undefined,
    {},
    /^addPack: pass one of Packs.cloudPlatform, .*Packs.saasFrontEnd, or .* got undefined$/,
  ],
  ['the name of a pack', 'saasFrontEnd', {}, /got 'saasFrontEnd', did you mean Packs.saasFrontEnd\?$/],
  ['unknown options', Packs.mlInference, { operation: [] }, /no option 'operation'; did you mean 'operations'/],
  [
    'objectives it does not have',
    Packs.mlInference,
    { objectives: { Speed: false } },
    /no objective 'Speed'; it has Infer/,
  ],
  ['alarms it does not have', Packs.mlInference, { tune: { Slow: { threshold: 1 } } }, /'Slow'/],
])('refuses %s', (_, pack, options, message) => {
  expect(() => add(pack as Pack, options as PackOptions)).toThrow(message);
});
