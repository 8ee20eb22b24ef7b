/** Small stand-ins for database, cache and queue clients, with the shapes that their documentation tells. */
import { EventEmitter } from 'node:events';

type Callback<T = unknown> = (error: unknown, value?: T) => void;
const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

/** pg: https://node-postgres.com/apis/pool and https://node-postgres.com/apis/client */
export class Row {
  readonly id = 1;
}

class Result {
  readonly rows = [new Row()];
  readonly command = 'SELECT';
  addRow(row: Row) {
    this.rows.push(row);
  }
}

export class Query extends EventEmitter {
  constructor(readonly text: string) {
    super();
  }
  submit() {
    setImmediate(() => this.emit('end', new Result()));
  }
}

class PgClient extends EventEmitter {
  #queries = 0;
  readonly #pool: FakePgPool;
  constructor(pool: FakePgPool) {
    super();
    this.#pool = pool;
  }
  query(query: Query, ...rest: unknown[]): Query;
  query(text: unknown, callback: Callback<Result>): undefined;
  query(text: unknown, values?: unknown[]): Promise<Result>;
  query(query: unknown, ...rest: unknown[]): unknown {
    this.#queries += 1;
    if (query instanceof Query) {
      query.submit();
      return query;
    }
    const callback = rest.at(-1);
    const work = soon().then(() => {
      if (query instanceof Error) throw query;
      return new Result();
    });
    if (typeof callback !== 'function') return work;
    work.then(
      (result) => callback(null, result),
      (error) => callback(error),
    );
    return undefined;
  }
  release() {
    this.#pool.idle += 1;
  }
}

export class FakePgPool extends EventEmitter {
  idle = 0;
  readonly #client = new PgClient(this);
  query: PgClient['query'] = ((...input: Parameters<PgClient['query']>) => this.#client.query(...input)) as never;
  connect(): Promise<PgClient>;
  connect(callback: (error: unknown, client: PgClient | undefined, release: () => void) => void): void;
  connect(callback?: (error: unknown, client: PgClient, release: () => void) => void): unknown {
    const client = new PgClient(this);
    if (!callback) return soon().then(() => client);
    setImmediate(() => callback(undefined, client, () => client.release()));
    return undefined;
  }
}

/** mysql2: https://sidorares.github.io/node-mysql2/docs */
class MysqlCommand extends EventEmitter {
  constructor(callback?: Callback) {
    super();
    setImmediate(() => (callback ? callback(null, [{ id: 1 }]) : this.emit('end')));
  }
  execute() {}
  // biome-ignore lint/suspicious/noThenProperty: mysql2 does so.
  then(): never {
    throw new Error('You have tried to call .then() on the result of query that is not a promise');
  }
}

class MysqlConnection extends EventEmitter {
  query(_text: string, callback?: Callback): MysqlCommand {
    return new MysqlCommand(callback);
  }
}

class MysqlPromiseConnection {
  readonly connection = new MysqlConnection();
  async query(_text: string) {
    return [[{ id: 1 }], []];
  }
  async beginTransaction() {}
  async commit() {}
  async prepare(_text: string) {
    return { execute: async (values: unknown[]) => [values, []], close: async () => {} };
  }
  async getConnection() {
    return new MysqlPromiseConnection();
  }
}

export class FakeMysqlPool extends MysqlConnection {
  getConnection(callback: Callback<MysqlConnection>) {
    setImmediate(() => callback(null, new MysqlConnection()));
  }
  promise() {
    return new MysqlPromiseConnection();
  }
}

/** mongodb: https://mongodb.github.io/node-mongodb-native/ */
interface MongoDocument {
  readonly id: number;
}

class Cursor {
  #left: MongoDocument[] = [{ id: 0 }, { id: 1 }, { id: 2 }];
  #transform: (document: MongoDocument) => MongoDocument = (document) => document;
  closed = false;
  get [Symbol.toStringTag]() {
    return 'Cursor';
  }
  sort(_by: object) {
    return this;
  }
  limit(count: number) {
    this.#left = this.#left.slice(0, count);
    return this;
  }
  map(transform: (document: MongoDocument) => MongoDocument) {
    this.#transform = transform;
    return this;
  }
  async hasNext() {
    return this.#left.length > 0;
  }
  async next() {
    const document = this.#left.shift();
    return document ? this.#transform(document) : null;
  }
  async toArray() {
    return this.#left.splice(0).map(this.#transform);
  }
  async forEach(work: (document: MongoDocument) => void) {
    this.#left.splice(0).forEach(work);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<MongoDocument, void, undefined> {
    try {
      for (let document = await this.next(); document; document = await this.next()) yield document;
    } finally {
      this.closed = true;
    }
  }
}

class Session {
  #open = true;
  constructor(readonly client: FakeMongo) {}
  async commitTransaction() {
    this.#open = false;
    return this.#open;
  }
}

class Collection {
  readonly #client: FakeMongo;
  constructor(client: FakeMongo) {
    this.#client = client;
  }
  find(_filter: object) {
    return new Cursor();
  }
  async findOne(_filter: object) {
    return { id: 0, find: 'a member, no method' };
  }
  async insertOne(_document: object, { session }: { session?: Session } = {}) {
    if (session && session.client !== this.#client) throw new Error('ClientSession must be from the same MongoClient');
    return 'inserted';
  }
}

export class FakeMongo extends EventEmitter {
  async connect() {
    return this;
  }
  db(_name: string) {
    return { collection: (_collection: string) => new Collection(this) };
  }
  startSession() {
    return new Session(this);
  }
}

/** ioredis: https://redis.github.io/ioredis/classes/Redis.html */
class Pipeline {
  readonly #answers: [null, string][] = [];
  readonly #callbacks: (() => void)[] = [];
  get(key: string, callback?: Callback<string>) {
    const answer = `value of ${key}`;
    this.#answers.push([null, answer]);
    if (callback) this.#callbacks.push(() => callback(null, answer));
    return this;
  }
  async exec() {
    await soon();
    for (const callback of this.#callbacks) callback();
    return this.#answers;
  }
}

export class FakeRedis extends EventEmitter {
  last: Promise<string> | undefined;
  get(key: string, callback?: Callback<string>) {
    this.last = soon().then(() => `value of ${key}`);
    if (callback) void this.last.then((value) => callback(null, value));
    return this.last;
  }
  pipeline() {
    return new Pipeline();
  }
  multi() {
    return new Pipeline();
  }
}

/** kafkajs, whose producers and consumers are plain objects: https://kafka.js.org/docs/getting-started */
interface KafkaBatch {
  readonly topic: string;
  readonly messages: readonly { readonly value: string }[];
}

export class FakeKafka {
  readonly #messages: { readonly value: string }[] = [];
  producer() {
    const send = async ({ messages }: KafkaBatch) => void this.#messages.push(...messages);
    const transaction = async () => ({ send, commit: async () => {}, abort: async () => {} });
    return { connect: async () => {}, send, transaction };
  }
  consumer(_options: object) {
    const run = async ({ eachMessage }: { eachMessage: (payload: { message: unknown }) => Promise<void> }) => {
      for (const message of this.#messages) await eachMessage({ message });
    };
    return { connect: async () => {}, subscribe: async () => {}, run };
  }
}

/** amqplib: https://amqp-node.github.io/amqplib/channel_api.html */
class Channel extends EventEmitter {
  readonly #sent: Buffer[] = [];
  publish(_exchange: string, _key: string, content: Buffer, _options?: object, confirm?: Callback): boolean {
    if (!Buffer.isBuffer(content)) throw new TypeError('content is not a buffer');
    this.#sent.push(content);
    if (confirm) setImmediate(confirm, null);
    return true;
  }
  async consume(_queue: string, onMessage: (message: unknown) => void, _options?: object) {
    for (const content of this.#sent) onMessage(String(content));
    onMessage(null);
    return { consumerTag: 'tag' };
  }
}

export class FakeAmqp extends EventEmitter {
  async createChannel() {
    return new Channel();
  }
}
