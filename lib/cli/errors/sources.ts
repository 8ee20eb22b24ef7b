/** Where tracked errors are read from: DynamoDB and the Parameter Store of an account. */
import type * as ErrorStoreModule from '../../adapters/aws/dynamo-error-store';
import type * as DocumentsModule from '../../adapters/aws/ssm-documents';
import { errorTableParameter } from '../../core/error/table';
import type { ErrorStore } from '../../workflow/ports/error-store';
import { loadAdapter } from '../load-adapter';

const PURPOSE = 'reading errors';

export interface ErrorSources {
  /** @param table its name. @default - what the tracking has written to the Parameter Store */
  store(tracking: string, table?: string): Promise<ErrorStore>;
  now(): number;
  /** Who decides, for the record. */
  readonly user: string;
}

/** With region and credentials as every AWS tool finds them. */
export function awsErrorSources(): ErrorSources {
  return {
    store: async (tracking, table) => {
      const { DynamoErrorStore } = loadAdapter<typeof ErrorStoreModule>('dynamo-error-store', PURPOSE);
      return new DynamoErrorStore({ tableName: table ?? (await tableOf(tracking)) });
    },
    now: Date.now,
    user: process.env.USER ?? process.env.USERNAME ?? 'somebody',
  };
}

async function tableOf(tracking: string): Promise<string> {
  const { SsmDocuments } = loadAdapter<typeof DocumentsModule>('ssm-documents', PURPOSE);
  const wanted = errorTableParameter(tracking);
  const path = wanted.slice(0, wanted.lastIndexOf('/'));
  const known = await new SsmDocuments({ path }, (documents) => documents).load();
  const found = known.find(({ name }) => name === wanted);
  if (found) return found.text;
  const others = known.map(({ name }) => name.slice(path.length + 1));
  throw new Error(
    `there is no error tracking '${tracking}' in this account and region (found: ${others.join(', ') || 'none'}); deploy ` +
      'it, look at AWS_PROFILE and AWS_REGION, or name its table with --table',
  );
}
