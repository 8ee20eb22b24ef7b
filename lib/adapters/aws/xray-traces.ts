import { BatchGetTracesCommand, GetServiceGraphCommand, type Service, XRayClient } from '@aws-sdk/client-xray';
import type { Span } from '../../core/slo/window';
import type { RawTrace } from '../../core/trace/report';
import type { FoundTraces, TraceReaderPort } from '../../workflow/ports/traces';
import { clientOptions } from './client-options';
import { type BackoffOptions, withBackoff } from './metric-history/backoff';
import { findSummaries } from './xray-traces/find-summaries';

export interface XrayTracesOptions extends BackoffOptions {
  /** @default - a client with `clientOptions()` that waits 10 s for an answer */
  readonly client?: XRayClient;
}

/** Five traces of 500 kB each. */
const PATIENCE = { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;
/** `Exceeding maximum query size: 5`; a NextToken is refused: https://github.com/boto/boto3/issues/3924 */
const IDS_PER_CALL = 5;
const PARALLEL_CALLS = 4;
/** Of half a cent at most: X-Ray asks 0.5 dollars for a million. */
const MAX_SUMMARIES = 10_000;
const MAX_PAGES = 50;
const MAX_GRAPH_PAGES = 20;

/** Traces of the account and Region, as far as X-Ray has them: it samples, and keeps them for 30 days. */
export class XrayTraces implements TraceReaderPort {
  private readonly client: XRayClient;

  constructor(private readonly options: XrayTracesOptions = {}) {
    this.client = options.client ?? new XRayClient({ ...clientOptions(), requestHandler: PATIENCE });
  }

  async find(span: Span, filter?: string): Promise<FoundTraces> {
    const bounds = { maxPages: MAX_PAGES, maxSummaries: MAX_SUMMARIES };
    const { summaries, complete } = await findSummaries(this.client, span, filter, bounds, this.options);
    const heads = summaries.flatMap(({ Id, HasFault }) =>
      Id === undefined ? [] : [{ id: Id, fault: HasFault === true }],
    );
    return { heads, complete };
  }

  async read(ids: readonly string[]): Promise<RawTrace[]> {
    const distinct = [...new Set(ids)];
    const calls = Array.from({ length: Math.ceil(distinct.length / IDS_PER_CALL) }, (_, index) =>
      distinct.slice(index * IDS_PER_CALL, (index + 1) * IDS_PER_CALL),
    );
    const found: RawTrace[] = [];
    for (let from = 0; from < calls.length; from += PARALLEL_CALLS) {
      const answers = await Promise.all(calls.slice(from, from + PARALLEL_CALLS).map((few) => this.readFew(few)));
      found.push(...answers.flat());
    }
    return found;
  }

  /** Those that X-Ray did not get to are asked for once more, and are missing then. */
  private async readFew(TraceIds: string[], isAgain = false): Promise<RawTrace[]> {
    const command = () => this.client.send(new BatchGetTracesCommand({ TraceIds }));
    const { Traces = [], UnprocessedTraceIds = [] } = await withBackoff(command, this.options);
    const read = Traces.flatMap(({ Id, Segments = [] }) =>
      Id === undefined ? [] : [{ id: Id, documents: Segments.flatMap(({ Document }) => Document ?? []) }],
    );
    const left = UnprocessedTraceIds.filter((id) => TraceIds.includes(id));
    return left.length > 0 && !isAgain ? [...read, ...(await this.readFew(left, true))] : read;
  }

  async countRequests(span: Span): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { Name = '', SummaryStatistics, Type } of await this.services(span)) {
      // Of a function there are two: what Lambda saw, and what ran. A client is nobody's request.
      if (Type === 'client') continue;
      counts.set(Name, Math.max(counts.get(Name) ?? 0, SummaryStatistics?.TotalCount ?? 0));
    }
    return counts;
  }

  private async services({ startMs, endMs }: Span): Promise<Service[]> {
    const found: Service[] = [];
    const [StartTime, EndTime] = [new Date(startMs), new Date(endMs)];
    let NextToken: string | undefined;
    for (let pages = 0; pages < MAX_GRAPH_PAGES; pages += 1) {
      const input = { StartTime, EndTime, NextToken };
      const page = await withBackoff(() => this.client.send(new GetServiceGraphCommand(input)), this.options);
      found.push(...(page.Services ?? []));
      NextToken = page.NextToken;
      if (NextToken === undefined) break;
    }
    return found;
  }
}
