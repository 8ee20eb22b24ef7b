/** Where tracked errors are read from: DynamoDB and the Parameter Store of an account. */
import type * as ErrorStoreModule from '../../adapters/aws/dynamo-error-store';
import { errorTableParameter } from '../../core/error/table';
import type { ErrorStore } from '../../workflow/ports/error-store';
import { deployedTable } from '../deployed-table';
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

function tableOf(tracking: string): Promise<string> {
  return deployedTable({
    parameter: errorTableParameter(tracking),
    what: `error tracking '${tracking}'`,
    purpose: PURPOSE,
    advice: 'deploy it, look at AWS_PROFILE and AWS_REGION, or name its table with --table',
  });
}
