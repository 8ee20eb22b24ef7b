import { GetTraceSummariesCommand, type TraceSummary, type XRayClient } from '@aws-sdk/client-xray';
import type { Span } from '../../../core/slo/window';
import { type BackoffOptions, withBackoff } from '../metric-history/backoff';

export interface SummaryBounds {
  /** Pages are as long as X-Ray likes, and may be empty. */
  readonly maxPages: number;
  readonly maxSummaries: number;
}

export interface FoundSummaries {
  /** Oldest first. */
  readonly summaries: TraceSummary[];
  /** False where there are more. */
  readonly complete: boolean;
}

/**
 * Summaries of the traces that began in a span. X-Ray charges for each trace that it looks through:
 * https://aws.amazon.com/xray/pricing/
 * @see https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html
 */
export async function findSummaries(
  client: XRayClient,
  { startMs, endMs }: Span,
  FilterExpression: string | undefined,
  { maxPages, maxSummaries }: SummaryBounds,
  backoff: BackoffOptions,
): Promise<FoundSummaries> {
  const found: TraceSummary[] = [];
  const [StartTime, EndTime] = [new Date(startMs), new Date(endMs)];
  let NextToken: string | undefined;
  let pages = 0;
  do {
    const input = { StartTime, EndTime, FilterExpression, NextToken };
    const page = await withBackoff(() => client.send(new GetTraceSummariesCommand(input)), backoff);
    found.push(...(page.TraceSummaries ?? []));
    NextToken = page.NextToken;
    pages += 1;
  } while (NextToken !== undefined && pages < maxPages && found.length < maxSummaries);
  return {
    summaries: found.slice(0, maxSummaries).sort(byTime),
    complete: NextToken === undefined && found.length <= maxSummaries,
  };
}

/** An id holds the second in which its trace began: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html */
function byTime(a: TraceSummary, b: TraceSummary): number {
  return (a.Id ?? '') < (b.Id ?? '') ? -1 : 1;
}
