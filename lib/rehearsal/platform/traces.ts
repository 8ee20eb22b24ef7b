/** Ids and headers as X-Ray has them, the same in every run. */
import { type Random, randomNumbers } from '../../core/random';
import type { Clock } from '../../workflow/ports';

/** Where Lambda's X-Ray daemon listens. */
export const TRACE_DAEMON = { host: '169.254.79.129', port: 2000 } as const;

export class Traces {
  private readonly random: Random = randomNumbers(1);

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** A new trace: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
  start(): string {
    const epochSeconds = Math.floor(this.clock.now() / 1000);
    return `1-${epochSeconds.toString(16).padStart(8, '0')}-${this.digits(24)}`;
  }

  /** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
  header(traceId: string, sampled: boolean): string {
    return `Root=${traceId};Parent=${this.digits(16)};Sampled=${sampled ? 1 : 0}`;
  }

  /** Hexadecimal digits, a multiple of 8 of them. */
  private digits(count: number): string {
    let digits = '';
    while (digits.length < count) {
      digits += Math.floor(this.random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    }
    return digits;
  }
}

export const TRACE_RULES = [
  {
    what: 'X-Ray traces',
    value:
      "every invocation has a trace id: that of the HTTP request, else its own; a message brings its sender's along. " +
      'Functions with active tracing record all of theirs (X-Ray: one a second and 5 %), others none',
    source: 'docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  },
] as const;
