import { ENV } from '../core/conventions';
import { isOn } from '../middleware/identity';
import { invocations } from '../middleware/invocation';
import { type Outcome, outcomeOfResult, outcomeOfThrow, outcomeOfTimeout } from '../middleware/outcome';
import { here, type Scope } from '../middleware/scope';
import { type ObserveOptions, readSettings, type Settings } from '../middleware/settings';
import { at, attempt } from '../middleware/text';
import { type End, isOpen, type Observation, type TimedOut } from '../middleware/wrap';
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

/** The open invocations of all doors, by their scopes and their Lambda contexts. */
const attended = new WeakSet<object>();

/**
 * Answers what begins the observation of an invocation: the native middleware for its metrics, the user's instances for
 * everything else. Throws where an option is not allowed.
 *
 * An invocation counts once: within a door another one does nothing at all, and within the native `observe` a door looks
 * after the user's instances only.
 */
export function openDoor<Event>({
  metrics,
  tracer,
  logger,
  ...options
}: PowertoolsOptions<Event>): (event: unknown, context: unknown) => DoorObservation | undefined {
  checkInstances({ metrics, tracer, logger });
  const settings = readSettings(options, process.env);
  const guests = guestsOf({ metrics, tracer, logger }, settings);
  const begin = invocations({
    ...settings,
    // Whoever switched Powertools' metrics off, in tests for example, wants none on standard output.
    metrics: settings.metrics && at(metrics, 'disabled') !== true,
    logs: false,
    traceDaemon: undefined,
  });

  return (event, context) => {
    const outer = here();
    const isNested = isOpen(outer);
    if (attended.has(context as object) || (isNested && attended.has(outer.scope))) return undefined;
    const { place, finish } = isNested ? { place: outer, finish: () => undefined } : begin(event, context);
    const { scope } = place;
    const leave = attend([scope, context]);
    // An adapter may know it later than at the beginning.
    const operation = () => scope.template?.operation ?? 'invoke';
    attempt(() => guests.begin(operation()));
    return {
      place,
      finish(end) {
        leave();
        const sent = attempt(() => finish(end));
        const name = operation();
        guests.end({ operation: name, startMs: scope.startMs ?? Date.now(), ...readEnd(end, scope, event) });
        return sent;
      },
      abandon() {
        leave();
        attempt(guests.abandon);
      },
    };
  };
}

function attend(marks: readonly [Scope, unknown]): () => void {
  const objects = marks.filter((mark) => typeof mark === 'object' && mark !== null) as object[];
  for (const mark of objects) attended.add(mark);
  return () => {
    for (const mark of objects) attended.delete(mark);
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

function readEnd(
  end: End | TimedOut,
  { template, trigger }: Scope,
  event: unknown,
): Pick<Ending, 'outcome' | 'thrown'> {
  if ('value' in end) return { outcome: outcomeOfResult(end.value, trigger, event), thrown: undefined };
  if ('thrown' in end) return { outcome: outcomeOfThrow(end.thrown), thrown: end.thrown };
  const outcome = outcomeOfTimeout(template?.operation);
  return { outcome, thrown: outcome.error };
}

interface Guests {
  begin(operation: string): void;
  end(ending: Ending): void;
  abandon(): void;
}

function guestsOf({ metrics, tracer, logger }: PowertoolsInstances, settings: Settings): Guests {
  const { service, environment, logs } = settings;
  const metricsGuard = metrics && guardOf(metrics);
  const tracerGuard = tracer && isOn(process.env[ENV.tracesSwitch]) ? guardTracer(tracer) : undefined;
  if (logger) nameEnvironment(guardLogger(logger), environment);

  return {
    begin(operation) {
      metricsGuard?.begin();
      tracerGuard?.begin({ service, environment, operation });
    },
    end({ operation, startMs, outcome, thrown }) {
      attempt(() => (outcome.timedOut ? metricsGuard?.flush() : metricsGuard?.finish()));
      if (logger && logs) attempt(() => logEnd(logger, operation, outcome, thrown));
      attempt(() => tracerGuard?.end({ service, environment, operation }, outcome, startMs, thrown));
    },
    abandon: () => metricsGuard?.finish(),
  };
}
