import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { ServiceDeployTime } from '../../core/anomaly/watch/job';
import { readTold } from '../../core/anomaly/watch/read-state';
import type { PageState } from '../../core/anomaly/watch/state';
import {
  ANOMALY_TABLE,
  DEPLOY_PARTITION,
  deploySortKey,
  pageKey,
  TOLD_PARTITION,
  toldKey,
} from '../../core/anomaly/watch/table';
import type { ToldAnomaly } from '../../core/anomaly/watch/told';
import { SCHEMA_VERSION } from '../../core/conventions';
import type { AnomalyStore, LogPort } from '../../workflow/ports';
import { documentClient, type GivenClient, WITHOUT_UNDEFINED } from './document-client';
import { fittingPage, type Item, pageFromItem, pageItem } from './dynamo-anomaly-store/page-item';
import { type BackoffOptions, maxTries, waitAfter } from './metric-history/backoff';

export interface DynamoAnomalyStoreOptions extends BackoffOptions {
  readonly tableName: string;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** Hears of stored items that cannot be read. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: GivenClient;
}

const DAY_MS = 86_400_000;
/** CloudWatch has no older datapoints of five minutes: a state would go on from a past that nobody can read. */
const PAGE_DAYS = 63;
const DEPLOY_DAYS = 3;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;

/** States on DynamoDB, keys as in `core/anomaly/watch/table.ts`. What cannot be read is left out, and logged. */
export class DynamoAnomalyStore implements AnomalyStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly now: () => number;

  constructor(private readonly options: DynamoAnomalyStoreOptions) {
    this.client = documentClient(options.client, WITHOUT_UNDEFINED);
    this.now = options.now ?? Date.now;
  }

  async readPages(pages: readonly number[]): Promise<PageState[]> {
    const found: PageState[] = [];
    for (let from = 0; from < pages.length; from += MAX_KEYS) {
      const items = await this.batchGet(pages.slice(from, from + MAX_KEYS).map(pageKey));
      found.push(...items.filter((item) => this.isLive(item)).flatMap((item) => this.readable(item, pageFromItem)));
    }
    return found;
  }

  /** States that do not fit are left out: without a checkpoint they begin anew after a cold start. */
  async writePage(page: PageState): Promise<'committed' | 'conflict'> {
    const kept = fittingPage(page);
    const leftOut = Object.keys(page.series).length - Object.keys(kept.series).length;
    if (leftOut > 0) this.options.log?.warn('a page is too large, states are not stored', { page: page.page, leftOut });
    const item = { ...pageKey(page.page), ...this.expires(PAGE_DAYS), ...pageItem(kept) };
    return this.put(item, 'attribute_not_exists(pk) OR atMs < :atMs', { ':atMs': page.atMs });
  }

  async readTold(): Promise<ToldAnomaly[]> {
    const items = await this.query(TOLD_PARTITION, '');
    return items.flatMap((item) => this.readable(item, readTold));
  }

  async writeTold(told: ToldAnomaly): Promise<'committed' | 'conflict'> {
    const item = { ...toldKey(told.series), ...told };
    if (told.version === 1) return this.put(item, 'attribute_not_exists(pk)');
    return this.put(item, 'version = :before', { ':before': told.version - 1 });
  }

  async deleteTold({ series, version }: ToldAnomaly): Promise<void> {
    const command = new DeleteCommand({
      TableName: this.options.tableName,
      Key: toldKey(series),
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': version },
    });
    await this.client.send(command).catch(unlessRefused);
  }

  async noteDeploy({ service, environment, atMs }: ServiceDeployTime): Promise<void> {
    const sk = deploySortKey(atMs, `${service}/${environment}`);
    await this.put({ pk: DEPLOY_PARTITION, sk, ...this.expires(DEPLOY_DAYS), service, environment, atMs });
  }

  async readDeploys(sinceMs: number): Promise<ServiceDeployTime[]> {
    const items = await this.query(DEPLOY_PARTITION, deploySortKey(sinceMs));
    return items.map(({ service, environment, atMs }) => ({
      service: String(service),
      environment: String(environment),
      atMs: Number(atMs),
    }));
  }

  private async put(item: Item, ConditionExpression?: string, values?: Item): Promise<'committed' | 'conflict'> {
    const command = new PutCommand({
      TableName: this.options.tableName,
      Item: { schemaVersion: SCHEMA_VERSION, ...item },
      ConditionExpression,
      ExpressionAttributeValues: values,
    });
    return (await this.client.send(command).catch(unlessRefused)) ? 'committed' : 'conflict';
  }

  /** Eventually consistent, at half the price: an older checkpoint has more datapoints after it, and leads to the same. */
  private async batchGet(keys: readonly Item[]): Promise<Item[]> {
    const { tableName } = this.options;
    const items: Item[] = [];
    let RequestItems: BatchGetCommandInput['RequestItems'] = { [tableName]: { Keys: [...keys] } };
    for (let tries = 1; ; tries += 1) {
      const answer: BatchGetCommandOutput = await this.client.send(new BatchGetCommand({ RequestItems }));
      const got = answer.Responses?.[tableName] ?? [];
      items.push(...got);
      const left = answer.UnprocessedKeys;
      if (!left?.[tableName]?.Keys?.length) return items;
      // Above 16 MB an answer is cut, which is no throttling.
      if (got.length > 0) tries = 0;
      else if (tries >= maxTries(this.options))
        throw new Error(`DynamoDB did not read ${left[tableName].Keys.length} items in ${tries} tries: it throttles`);
      else await waitAfter(tries, 'pages are not read', this.options);
      RequestItems = left;
    }
  }

  private async query(pk: string, from: string): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.options.tableName,
          ConsistentRead: true,
          KeyConditionExpression: from === '' ? 'pk = :pk' : 'pk = :pk AND sk >= :from',
          ExpressionAttributeValues: { ':pk': pk, ...(from !== '' && { ':from': from }) },
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []).filter((item) => this.isLive(item)));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  private readable<T>(item: Item, read: (where: string, value: Item) => T): T[] {
    try {
      return [read(`The item ${item.pk} ${item.sk}`, item)];
    } catch (error) {
      this.options.log?.warn('a stored state is left out', { problem: (error as Error).message });
      return [];
    }
  }

  private isLive(item: Item): boolean {
    const expires = item[ANOMALY_TABLE.ttlAttribute];
    return typeof expires !== 'number' || expires * 1_000 > this.now();
  }

  private expires(days: number): Item {
    return { [ANOMALY_TABLE.ttlAttribute]: Math.ceil((this.now() + days * DAY_MS) / 1_000) };
  }
}

/** `undefined` where the condition was not met. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof ConditionalCheckFailedException) return undefined;
  throw error;
}
