/**
 * Where one service hands text to another: rules, schedules, topics and log groups know their targets by ARN only. Each
 * part of the platform says how it takes such text; the parts of one world find each other here, in whatever order they
 * are built.
 */
import type { World } from '../world';

export type DestinationService = keyof typeof TYPES;
type Take = (arn: string, text: string) => void;

/** Services that take text, by their name in ARNs, and the type that has to be in the templates. */
const TYPES = {
  sqs: { type: 'AWS::SQS::Queue', what: 'queues' },
  lambda: { type: 'AWS::Lambda::Function', what: 'functions' },
  sns: { type: 'AWS::SNS::Topic', what: 'topics' },
  events: { type: 'AWS::Events::EventBus', what: 'event buses' },
  logs: { type: 'AWS::Logs::LogGroup', what: 'log groups' },
} as const;

export class Destinations {
  private readonly takers = new Map<DestinationService, Take>();

  constructor(private readonly world: World) {}

  /** Says how a service takes text. */
  add(service: DestinationService, take: Take): void {
    this.takers.set(service, take);
  }

  /** Hands text to what has this ARN; nothing happens for an ARN that `refusal` refuses. */
  deliver(arn: string, text: string): void {
    const service = serviceOf(arn);
    if (isDestination(service)) this.takers.get(service)?.(withoutWildcard(arn), text);
  }

  /** Why text for this ARN cannot be played; `undefined` where it can. */
  refusal(arn: string, allowed: readonly DestinationService[]): string | undefined {
    const service = serviceOf(arn);
    if (!isDestination(service) || !allowed.includes(service)) {
      return `${service || arn}: only ${allowed.map((name) => TYPES[name].what).join(', ')} are played`;
    }
    // API destinations have ARNs of the same service.
    if (service === 'events' && !arn.includes(':event-bus/')) return `${arn}: no request leaves the rehearsal`;
    const isDefaultBus = service === 'events' && arn.endsWith(':event-bus/default');
    const known = isDefaultBus || this.world.templates.byIdentity(withoutWildcard(arn), TYPES[service].type);
    return known ? undefined : `${arn}: the templates do not have it`;
  }
}

const byWorld = new WeakMap<World, Destinations>();

export function destinationsOf(world: World): Destinations {
  const known = byWorld.get(world);
  if (known) return known;
  const destinations = new Destinations(world);
  byWorld.set(world, destinations);
  return destinations;
}

export function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}

function isDestination(service: string): service is DestinationService {
  return Object.hasOwn(TYPES, service);
}

/** `GetAtt` of a log group's ARN ends in `:*`, for its streams. */
function withoutWildcard(arn: string): string {
  return arn.replace(/:\*$/, '');
}
