import { ENV } from '../core/conventions';
import { isOn } from '../middleware/identity';
import { invocations } from '../middleware/invocation';
import { type Outcome, outcomeOfResult, outcomeOfThrow, outcomeOfTimeout } from '../middleware/outcome';
import { type ObserveOptions, readSettings, type Settings } from '../middleware/settings';
import { at, attempt } from '../middleware/text';
import type { End, Observation, TimedOut } from '../middleware/wrap';
import { guardLogger, logEnd, nameEnvironment } from './guard-logger';
import { guardTracer } from './guard-tracer';
import { checkInstances, type PowertoolsInstances } from './guests';
import { guardOf } from './metrics/guard';

type NativeOption = 'service' | 'environment' | 'namespace' | 'operation' | 'maxLabelValues' | 'plugins';

/** Who the handler is, and the Powertools it uses. */
export interface PowertoolsOptions<Event = unknown>
  extends Pick<ObserveOptions<Event>, NativeOption>,
    PowertoolsInstances {}

export interface DoorObservation extends Observation {
  /** In place of `finish`, where the invocation is over and nobody saw how: what the user stored goes out. */
  abandon(): void;
}

/**
 * Answers what begins the observation of an invocation: the native middleware for its metrics, the user's instances for
 * everything else. Throws where an option is not allowed.
 */
export function openDoor<Event>({
  metrics,
  tracer,
  logger,
  ...options
}: PowertoolsOptions<Event>): (event: unknown, context: unknown) => DoorObservation {
  checkInstances({ metrics, tracer, logger });
  const settings = readSettings(options, process.env);
  const guests = attend({ metrics, tracer, logger }, settings);
  const begin = invocations({
    ...settings,
    // Whoever switched Powertools' metrics off, in tests for example, wants none on standard output.
    metrics: settings.metrics && at(metrics, 'disabled') !== true,
    logs: false,
    traceDaemon: undefined,
  });

  return (event, context) => {
    const { place, finish } = begin(event, context);
    const { scope } = place;
    // An adapter may know it later than at the beginning.
    const operation = () => scope.template?.operation ?? 'invoke';
    attempt(() => guests.begin(operation()));
    return {
      place,
      finish(end) {
        const sent = attempt(() => finish(end));
        const name = operation();
        guests.end({ operation: name, startMs: scope.startMs ?? Date.now(), ...readEnd(end, name) });
        return sent;
      },
      abandon: () => attempt(guests.abandon),
    };
  };
}

/** What the user's instances are told of an invocation that ended. */
interface Ending {
  readonly operation: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly outcome: Outcome;
  /** What was thrown, or stands for a timeout. */
  readonly thrown: unknown;
}

function readEnd(end: End | TimedOut, operation: string): Pick<Ending, 'outcome' | 'thrown'> {
  if ('value' in end) return { outcome: outcomeOfResult(end.value), thrown: undefined };
  if ('thrown' in end) return { outcome: outcomeOfThrow(end.thrown), thrown: end.thrown };
  const outcome = outcomeOfTimeout(operation);
  return { outcome, thrown: outcome.error };
}

interface Guests {
  begin(operation: string): void;
  end(ending: Ending): void;
  abandon(): void;
}

function attend({ metrics, tracer, logger }: PowertoolsInstances, settings: Settings): Guests {
  const { service, environment, logs } = settings;
  const metricsGuard = metrics && guardOf(metrics);
  const tracerGuard = tracer && isOn(process.env[ENV.tracesSwitch]) ? guardTracer(tracer) : undefined;
  if (logger) nameEnvironment(guardLogger(logger), environment);

  let ranOn = false;

  return {
    begin(operation) {
      // What the invocation before recorded after its timeout was told belongs to it, not to this one.
      if (ranOn) attempt(() => metricsGuard?.finish());
      ranOn = false;
      metricsGuard?.begin();
      tracerGuard?.begin({ service, environment, operation });
    },
    end({ operation, startMs, outcome, thrown }) {
      ranOn = outcome.timedOut === true;
      attempt(() => (ranOn ? metricsGuard?.flush() : metricsGuard?.finish()));
      if (logger && logs) attempt(() => logEnd(logger, operation, outcome, thrown));
      attempt(() => tracerGuard?.end({ service, environment, operation }, outcome, startMs, thrown));
    },
    abandon: () => metricsGuard?.finish(),
  };
}
