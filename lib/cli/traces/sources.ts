/** Where traces are read from: the table of an analysis, or X-Ray itself. */
import type * as StoreModule from '../../adapters/aws/dynamo-trace-store';
import type * as ReaderModule from '../../adapters/aws/xray-traces';
import { traceTableParameter } from '../../core/trace/table';
import type { TraceReaderPort, TraceStore } from '../../workflow/ports/traces';
import { deployedTable } from '../deployed-table';
import { loadAdapter } from '../load-adapter';

const PURPOSE = 'reading traces';

export interface TraceSources {
  /** Epoch ms. */
  now(): number;
  reader(): TraceReaderPort;
  /** @param table its name. @default - what the analysis has written to the Parameter Store */
  store(analysis: string, table?: string): Promise<Pick<TraceStore, 'readLatest'>>;
}

/** With region and credentials as every AWS tool finds them. */
export function awsTraceSources(): TraceSources {
  return {
    now: () => Date.now(),
    reader: () => new (loadAdapter<typeof ReaderModule>('xray-traces', PURPOSE).XrayTraces)(),
    store: async (analysis, table) => {
      const { DynamoTraceStore } = loadAdapter<typeof StoreModule>('dynamo-trace-store', PURPOSE);
      return new DynamoTraceStore({ analysis, tableName: table ?? (await tableOf(analysis)) });
    },
  };
}

function tableOf(analysis: string): Promise<string> {
  return deployedTable({
    parameter: traceTableParameter(analysis),
    what: `trace analysis '${analysis}'`,
    purpose: PURPOSE,
    advice: 'deploy a TraceAnalysis, look at AWS_PROFILE and AWS_REGION, or read X-Ray itself with --live',
  });
}
