/**
 * Functions that others invoke without waiting: topics, rules, schedules, log groups. Lambda tries a failed event twice
 * more, after one and after two minutes, and then puts it on the function's dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
import type { Resource } from '../templates';
import type { World } from '../world';
import { destinationsOf } from './destinations';
import type { Functions } from './functions';
import { readEach } from './not-rehearsed';

const RETRIES = 2;
const MINUTE_MS = 60_000;

export class AsyncFunctions {
  private readonly retries: ReadonlyMap<string, number>;

  constructor(
    private readonly world: World,
    private readonly functions: Functions,
  ) {
    this.retries = new Map(
      readEach(world, world.templates.ofType('AWS::Lambda::EventInvokeConfig'), 'asynchronous invocation', (config) =>
        this.readConfig(config),
      ),
    );
  }

  /** Invokes the function with this ARN, where it is bound; the text is its event. */
  take(arn: string, text: string): void {
    const target = this.world.templates.byIdentity(arn, 'AWS::Lambda::Function');
    if (!target || !this.functions.isBound(target)) return;
    const event = parseJson(text);
    if (event === undefined) {
      const problem = `${target.name} is not invoked: its input is not JSON`;
      this.world.recorder.tell(this.world.clock.now(), 'warning', problem, text.slice(0, 80));
      return;
    }
    this.invoke(target, event, 0).catch(this.world.fail);
  }

  private readConfig(config: Resource): (readonly [string, number])[] {
    const { FunctionName, MaximumRetryAttempts = RETRIES, DestinationConfig } = config.properties;
    if (DestinationConfig !== undefined) {
      this.world.notRehearsed.set(config.path, 'asynchronous invocation: nothing is sent to its destinations');
    }
    const target = this.world.templates.byIdentity(String(FunctionName), 'AWS::Lambda::Function');
    return target ? [[target.arn, Number(MaximumRetryAttempts)]] : [];
  }

  private async invoke(target: Resource, event: unknown, tries: number): Promise<void> {
    const { ok } = await this.functions.invoke(target, event);
    if (ok) return;
    if (tries < (this.retries.get(target.arn) ?? RETRIES)) {
      const again = () => this.invoke(target, event, tries + 1).catch(this.world.fail);
      this.world.clock.after((tries + 1) * MINUTE_MS, again);
      return;
    }
    const { TargetArn } = (target.properties.DeadLetterConfig ?? {}) as { TargetArn?: string };
    if (TargetArn !== undefined) destinationsOf(this.world).deliver(TargetArn, JSON.stringify(event));
  }
}

export const ASYNC_RULES = [
  {
    what: 'Functions invoked by events',
    value: 'a failed event is tried again after 1 and 2 minutes, then goes to the dead-letter queue',
    source: 'docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  },
] as const;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
