/** Where traces are read from: the table of an analysis, or X-Ray itself. */
import type * as StoreModule from '../../adapters/aws/dynamo-trace-store';
import type * as DocumentsModule from '../../adapters/aws/ssm-documents';
import type * as ReaderModule from '../../adapters/aws/xray-traces';
import { traceTableParameter } from '../../core/trace/table';
import type { TraceReaderPort, TraceStore } from '../../workflow/ports/traces';
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

async function tableOf(analysis: string): Promise<string> {
  const { SsmDocuments } = loadAdapter<typeof DocumentsModule>('ssm-documents', PURPOSE);
  const wanted = traceTableParameter(analysis);
  const path = wanted.slice(0, wanted.lastIndexOf('/'));
  const known = await new SsmDocuments({ path }, (documents) => documents).load();
  const found = known.find(({ name }) => name === wanted);
  if (found) return found.text;
  const others = known.map(({ name }) => name.slice(path.length + 1));
  throw new Error(
    `there is no trace analysis '${analysis}' in this account and region (found: ${others.join(', ') || 'none'}); deploy a ` +
      'TraceAnalysis, look at AWS_PROFILE and AWS_REGION, or read X-Ray itself with --live',
  );
}
