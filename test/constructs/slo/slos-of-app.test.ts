import { type App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { IncidentResponse, Observability, type ObservabilityProps, Sli, Slo, SloEvaluation } from '../../../lib';
import { newApp, newFunction } from '../template';

const SHARED = SloEvaluation.fromEvaluationName('shared');
const HUB = IncidentResponse.fromHubName('sightline');
const IRELAND = { env: { account: '111111111111', region: 'eu-west-1' } };
const FRANKFURT = { env: { account: '111111111111', region: 'eu-central-1' } };

const requests = (objective = '99.9', window = '30d') => Slo.availability(Sli.handlers(), { objective, window });

function observe(app: App, id: string, props: Partial<ObservabilityProps> = {}, stackProps: StackProps = {}) {
  const stack = new Stack(app, id, stackProps);
  return new Observability(stack, 'Obs', {
    ...{ service: 'checkout', environment: 'prod', slos: SHARED, incidents: HUB },
    ...props,
  });
}

const warningsOf = (obs: Observability) =>
  Annotations.fromStack(Stack.of(obs))
    .findWarning('*', Match.stringLikeRegexp('sightline:sloLint'))
    .map(({ entry }) => String(entry.data).replace(/ \[ack:.*/s, ''));

describe('two objectives of one service, environment and name', () => {
  const both = (one: StackProps = {}, two: StackProps = {}, props: Partial<ObservabilityProps> = {}) => {
    const app = newApp();
    observe(app, 'A', {}, one).slo('Availability', requests());
    observe(app, 'B', props, two).slo('Availability', requests());
    return () => app.synth();
  };

  test('are refused with both paths', () => {
    expect(both()).toThrow(
      "the objective 'checkout/prod/Availability' is there twice in one account and Region, as " +
        "'A/Obs/Objectives/Availability' and as 'B/Obs/Objectives/Availability'",
    );
    expect(both(IRELAND, IRELAND)).toThrow('is there twice in one account and Region');
    expect(both({}, {}, { slos: false })).toThrow('is there twice in one account and Region');
  });

  test('are told of once', () => {
    let message = '';
    try {
      both()();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.match(/is there twice/g)).toHaveLength(1);
  });

  test('are two where account, Region, service or environment is another', () => {
    expect(both(IRELAND, FRANKFURT)).not.toThrow();
    expect(both({}, {}, { environment: 'test' })).not.toThrow();
    expect(both({}, {}, { service: 'search' })).not.toThrow();
  });

  test('are found where one is registered by hand', () => {
    const app = newApp();
    const { definition } = observe(app, 'A').slo('Availability', requests());
    const stack = new Stack(app, 'Central');
    new SloEvaluation(stack, 'Slos').register(stack, 'Again', definition as never);
    expect(() => app.synth()).toThrow(/as 'A\/Obs\/Objectives\/Availability' and as 'Central\/Again'/);
  });
});

describe('two evaluations of one name', () => {
  const both = (one: StackProps, two: StackProps, name?: string) => {
    const app = newApp();
    new SloEvaluation(new Stack(app, 'A', one), 'Slos');
    new SloEvaluation(new Stack(app, 'B', two), 'Slos', name === undefined ? {} : { name });
    return () => app.synth();
  };

  test('are refused with both paths', () => {
    expect(both({}, {})).toThrow(
      "two SloEvaluations have the name 'sightline' in one account and Region, 'A/Slos' and 'B/Slos'",
    );
    expect(both(IRELAND, IRELAND)).toThrow("'A/Slos' and 'B/Slos'");
  });

  test('are fine in two Regions, or under two names', () => {
    expect(both(IRELAND, FRANKFURT)).not.toThrow();
    expect(both({}, {}, 'other')).not.toThrow();
  });
});

describe('a combination of objectives', () => {
  const over = (name: string, more: object = {}) =>
    Slo.worst([{ service: 'checkout', environment: 'prod', name, ...more }], { objective: '99' });

  test('whose part another evaluation measures, or none, is refused: it would never have data', () => {
    const elsewhere = (slos: ObservabilityProps['slos']) => {
      const app = newApp();
      const one = observe(app, 'A', { slos: slos as false }).slo('Availability', requests());
      observe(app, 'B', { service: 'shop' }).slo('All', Slo.worst([one]));
      return () => app.synth();
    };
    expect(elsewhere(SloEvaluation.fromEvaluationName('other'))).toThrow(
      "the objective 'shop/prod/All' (B/Obs/Objectives/All) has the part 'checkout/prod/Availability', which is evaluated " +
        "by 'other', and is evaluated by 'shared' itself",
    );
    expect(elsewhere(false)).toThrow("which nothing evaluates ('slos' is false)");
    expect(elsewhere(SHARED)).not.toThrow();
  });

  test('of combinations is refused', () => {
    const app = newApp();
    const obs = observe(app, 'A');
    const all = obs.slo('All', Slo.worst([obs.slo('Availability', requests())]));
    obs.slo('More', Slo.worst([all]));
    expect(() => app.synth()).toThrow(
      "has the part 'checkout/prod/All', which is a combination itself; name the parts of that one instead",
    );
  });

  test('is warned of where a part is misspelt, and not where it is of a service that other apps make', () => {
    const app = newApp();
    const obs = observe(app, 'A');
    obs.slo('Availability', requests());
    obs.slo('Typo', over('Availabilty'));
    obs.slo('Else', over('Other'));
    obs.slo('Fine', over('Availability'));
    obs.slo('Foreign', over('Anything', { service: 'search' }));
    app.synth();
    expect(warningsOf(obs)).toEqual([
      expect.stringMatching(/^Objective 'Typo': .*'Availabilty' is none of them: did you mean 'Availability'\?/),
      expect.stringMatching(/^Objective 'Else': .*'Other' is none of them: they are Availability, Typo, Else, Fine/),
    ]);
  });

  test('is warned of where its parts have windows of two kinds', () => {
    const mixed = (second: string) => {
      const app = newApp();
      const obs = observe(app, 'A');
      obs.slo('All', Slo.worst([obs.slo('One', requests()), obs.slo('Two', requests('99', second))]));
      app.synth();
      return warningsOf(obs);
    };
    expect(mixed('calendar month')).toEqual([
      expect.stringContaining("its parts have windows of two kinds, such as 'calendar month' and '30d'"),
    ]);
    expect(mixed('7d')).toEqual([]);
  });

  test('says at synth what it is made of, and what it costs', () => {
    const app = newApp();
    const obs = observe(app, 'A');
    const noteOf = (name: string) => {
      const [info] = Annotations.fromStack(Stack.of(obs)).findInfo('*', Match.stringLikeRegexp(`Objective '${name}'`));
      return String(info?.entry.data).replace(/ \[ack:.*/s, '');
    };
    const parts = [{ slo: obs.slo('One', requests()), weight: 3 }, { slo: obs.slo('Two', requests('99')) }];
    obs.slo('Mean', Slo.weighted(parts, { objective: '99.5' }));
    obs.slo('Worst', Slo.worst(parts.map(({ slo }) => slo)));
    obs.slo(
      'Least',
      Slo.worst(
        parts.map(({ slo }) => slo),
        { objective: '98' },
      ),
    );
    app.synth();
    expect(noteOf('Worst')).toContain("'Worst' of checkout (prod): each of 2 objectives by its own measure\n");
    expect(noteOf('Least')).toContain("'Least' of checkout (prod): 98 % for the worst of 2 objectives\n");
    expect(noteOf('Mean')).toBe(
      [
        "Objective 'Mean' of checkout (prod): 99.5 % for the weighted mean of 2 objectives",
        'About $3.60 a month: no alarms, 12 published metrics (list prices of us-east-1 in USD)',
        '  checkout/prod/One, weight 3',
        '  checkout/prod/Two, weight 1',
        'Alarms are those of its parts; its own budget raises signals.',
      ].join('\n'),
    );
  });
});

test('the note on the cost of an Observability has the metrics about its objectives', () => {
  const noteOf = (slos: ObservabilityProps['slos']) => {
    const app = newApp();
    const obs = observe(app, 'A', { slos: slos as false });
    obs.slo('One', requests());
    app.synth();
    const [info] = Annotations.fromStack(Stack.of(obs)).findInfo('*', Match.stringLikeRegexp('List prices'));
    return String(info?.entry.data);
  };
  expect(noteOf(SHARED)).toContain('alarms $2.70, metrics $3.90,');
  expect(noteOf(SHARED)).toContain('13 x metrics of objectives of checkout (prod) $3.90');
  expect(noteOf(false)).toContain('alarms $2.70, metrics none,');
});

describe('an objective on the handlers of the service', () => {
  const warnings = (work: (obs: Observability, fn: LambdaFunction) => unknown) => {
    const app = newApp();
    const obs = observe(app, 'A');
    work(obs, newFunction(Stack.of(obs), 'Fn'));
    app.synth();
    const match = Match.stringLikeRegexp('sightline:objectiveWithoutHandlers');
    return Annotations.fromStack(Stack.of(obs))
      .findWarning('*', match)
      .map(({ id }) => id);
  };

  test('is warned of where no function is monitored', () => {
    expect(warnings((obs) => obs.slo('Availability', requests()))).toEqual(['/A/Obs/Objectives/Availability']);
  });

  test('is not where one is, be it later', () => {
    expect(warnings((obs, fn) => obs.slo('Availability', requests()) && obs.monitor(fn))).toEqual([]);
  });

  test('is not where it is about something else', () => {
    const dependency = Slo.availability(Sli.dependency('psp'), { objective: '99' });
    expect(
      warnings((obs, fn) => obs.slo('Psp', dependency) && obs.slo('Fn', Slo.availability(fn, { objective: '99' }))),
    ).toEqual([]);
  });
});
