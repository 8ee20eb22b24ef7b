import { Annotations, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import type { AlarmTuning } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE, DIMENSION, healthPath, SCHEMA_VERSION } from '../../core/conventions';
import { type HealthDocument, healthDocumentName, MEASURED_PARTS } from '../../core/health/definition';
import type { MeasuredPart } from '../../core/health/health-input';
import { type HealthFacts, type HealthPlan, MOST_METRICS, planHealthInputs } from '../../core/health/plan-inputs';
import { HEALTH_SCORING } from '../../core/health/scoring-alarms';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { checkKeys, demand, type Keys, shown } from '../check';
import { checkJudgeName, refuseNamesake } from '../judge/judge-check';
import { runEvery } from '../judge/judge-rules';
import { markSelfWatching } from '../monitor/scope';
import { checkName } from '../names';
import { Observability } from '../observability';
import { checkParameterSize } from '../parameter-size';
import { selfWatchAlarms } from '../self-watch-alarms';
import { ScoreFunction } from './score-function';

/** A service with what its Observability does not know. */
export interface ScoredService {
  readonly observability: Observability;
  /** Names of dependencies as its handlers have them: their faults and latencies count. @default - none */
  readonly dependencies?: readonly string[];
}

/** Which services get a score from 0 to 100, and how often. */
export interface HealthScoresProps {
  /** Services to score, each once. */
  readonly services: readonly (Observability | ScoredService)[];
  /** Unique in the account and Region: 1 to 32 letters, digits, `.`, `_`, `-`. @default 'sightline' */
  readonly name?: string;
  /** How often: whole minutes from 1 to 30. Reading is paid for each time. @default Duration.minutes(5) */
  readonly interval?: Duration;
  /** Changes to the alarm `NoScores`. @default - six times five minutes without any score open a ticket */
  readonly tune?: Readonly<Record<string, AlarmTuning>>;
  /**
   * Topic that the alarm tells of ALARM and OK itself. Not where an `IncidentResponse` serves the account: it hears of
   * every alarm.
   *
   * @default - the alarm tells nobody but that hub
   */
  readonly notify?: ITopic;
  /** How long the log is kept; it says why each score is what it is. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /** What becomes of the log when the stack goes. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Scores the health of services, 0 to 100, from their objectives, errors, dependencies, resources and alarms: as metrics,
 * on their dashboards and in words (`sightline health`).
 *
 * ```ts
 * new HealthScores(this, 'Health', { services: [checkout, { observability: search, dependencies: ['index'] }] });
 * ```
 */
export class HealthScores extends Construct {
  readonly scoringName: string;
  readonly function: IFunction;
  /** On the scoring itself. */
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, props: HealthScoresProps) {
    super(scope, id);
    markSelfWatching(this);
    const where = `HealthScores '${this.node.path}'`;
    const services = checkProps(where, props);
    const { name = 'sightline', interval = Duration.minutes(5) } = props;
    this.scoringName = name;
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    const facts = services.map(({ observability, dependencies = [] }) => {
      const factsOf = observability._scoreHealth();
      return () => ({ ...factsOf(), dependencies });
    });
    for (const [index, factsOf] of facts.entries()) this.publish(`Service${index}`, factsOf);
    const namespaces = () => [...new Set([DEFAULT_NAMESPACE, ...facts.map((factsOf) => factsOf().namespace)])].sort();
    this.function = new ScoreFunction(this, 'ScoreHealth', {
      scoring: name,
      namespaces: Lazy.list({ produce: namespaces }),
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    }).function;
    runEvery(this, 'Schedule', {
      function: this.function,
      interval,
      description: `Sightline: scores the health of ${name}`,
    });
    this.alarms = this.addAlarms(props);
    refuseNamesake(this, isScoring, ({ scoringName }) => scoringName, 'HealthScores');
  }

  /** One document for each part, since a parameter holds 4 KB; written at synth, when all is monitored. */
  private publish(id: string, factsOf: () => HealthFacts): void {
    const scope = new Construct(this, id);
    const { service, environment } = factsOf();
    const documents = () => documentsOf(factsOf(), planHealthInputs(factsOf()));
    for (const part of MEASURED_PARTS) {
      new StringParameter(scope, part, {
        parameterName: healthDocumentName(healthPath(this.scoringName), service, environment, part),
        description: `Sightline: what the health of ${service} in ${environment} is scored by: ${part}`,
        stringValue: Lazy.string({ produce: () => Stack.of(this).toJsonString(documents()[part]) }),
      });
    }
    scope.node.addValidation({
      validate: () => {
        announceLeftOut(scope, service, planHealthInputs(factsOf()));
        return Object.values(documents()).flatMap((document) => sizeProblem(this.node.path, document));
      },
    });
  }

  private addAlarms({ notify, tune }: HealthScoresProps): CfnAlarm[] {
    const name = this.scoringName;
    return selfWatchAlarms(this, {
      entry: HEALTH_SCORING,
      label: `the scoring '${name}'`,
      dimensions: { scoring: { [DIMENSION.evaluation]: name } },
      name,
      kind: 'health',
      notify,
      tune,
    });
  }
}

const MAX_DEPENDENCIES = 20;
/** Names of functions and tables that CloudFormation makes. */
const TOKEN_BYTES = 64;
const KEYS: Keys<HealthScoresProps> = {
  services: true,
  name: true,
  interval: true,
  tune: true,
  notify: true,
  logRetention: true,
  removalPolicy: true,
};

const SERVICE_KEYS: Keys<ScoredService> = { observability: true, dependencies: true };

function checkProps(where: string, props: HealthScoresProps): ScoredService[] {
  checkKeys(where, props, KEYS);
  checkJudgeName(props.name);
  checkInterval(where, props.interval);
  const isList = Array.isArray(props.services) && props.services.length > 0;
  demand(where, isList, `'services' must be a list of one Observability or more, got ${shown(props.services)}`);
  const services = props.services.map((one) => (one instanceof Observability ? { observability: one } : one));
  for (const one of services) {
    const isService = one?.observability instanceof Observability;
    demand(where, isService, `'services' has ${shown(one?.observability ?? one)}, which is no Observability`);
    checkKeys(`${where} services`, one, SERVICE_KEYS);
    const { dependencies = [] } = one;
    const named = `'dependencies' must be a list of names, as the handlers give them, got ${shown(dependencies)}`;
    demand(where, Array.isArray(dependencies), named);
    const fits = dependencies.length <= MAX_DEPENDENCIES;
    demand(where, fits, `'dependencies' may have ${MAX_DEPENDENCIES} entries at most, got ${dependencies.length}`);
    for (const name of dependencies) checkName('dependencies', name);
  }
  const all = services.map(({ observability }) => observability);
  const twin = all.find((one, index) => all.indexOf(one) !== index);
  demand(where, twin === undefined, `'services' has '${twin?.node.path}' twice; keep one of them`);
  return services;
}

/** Within the half hour after which the alarm takes it for dead. */
function checkInterval(where: string, interval: Duration | undefined): void {
  if (interval === undefined) return;
  const minutes = interval.toMinutes({ integral: false });
  const fits = Number.isInteger(minutes) && minutes >= 1 && minutes <= 30;
  demand(where, fits, `'interval' must be whole minutes from 1 to 30, got ${interval.toHumanString()}`);
}

function documentsOf({ service, environment, namespace }: HealthFacts, { inputs }: HealthPlan) {
  const documents = MEASURED_PARTS.map((part): [MeasuredPart, HealthDocument] => {
    const own = inputs.filter((input) => input.part === part);
    return [part, { schemaVersion: SCHEMA_VERSION, service, environment, namespace, inputs: own }];
  });
  return Object.fromEntries(documents) as Record<MeasuredPart, HealthDocument>;
}

function sizeProblem(path: string, document: HealthDocument): string[] {
  try {
    checkParameterSize(`HealthScores '${path}': what '${document.service}' is scored by`, document, TOKEN_BYTES);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function announceLeftOut(scope: Construct, service: string, { inputs, leftOut }: HealthPlan): void {
  if (leftOut.length === 0) return;
  Annotations.of(scope).addInfoV2(
    'sightline:healthInputsLeftOut',
    `The health of '${service}' is scored by ${inputs.length} numbers. ${roomless(leftOut).join('. ')}`,
  );
}

/** A sentence for each part: what it may have, and what that has no room for. */
function roomless(leftOut: HealthPlan['leftOut']): string[] {
  return MEASURED_PARTS.flatMap((part) => {
    const labels = leftOut.filter((one) => one.part === part).map(({ label }) => label);
    if (labels.length === 0) return [];
    const shown = `${labels.slice(0, 5).join(', ')}${labels.length > 5 ? ', ...' : ''}`;
    return [
      `Of its ${part} ${MOST_METRICS[part]} metrics at most are read: no room for ${labels.length} more, ${shown}`,
    ];
  });
}

function isScoring(one: IConstruct): one is HealthScores {
  return one instanceof HealthScores;
}
