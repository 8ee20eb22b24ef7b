import { EventEmitter } from 'node:events';
import { isProxy } from 'node:util/types';
import * as fc from 'fast-check';
import { dependencyState, observe, type Span, type SpanExporter } from '../../lib/middleware/index';
import { exportSpans } from '../../lib/middleware/trace/export-spans';
import { instrument } from '../../lib/middleware/trace/instrument';
import { captureStdout, withEnv } from './harness';
import { FakeAmqp, FakeKafka, FakeMongo, FakeMysqlPool, FakePgPool, FakeRedis, Query, Row } from './instrument-fakes';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

async function spansOf(work: () => unknown): Promise<readonly Span[]> {
  let spans: readonly Span[] = [];
  const exporter: SpanExporter = (trace) => {
    spans = trace.spans.slice(1);
  };
  const options = { service: 'shop', plugins: [exportSpans(exporter)] };
  await withEnv({}, () => observe(async () => void (await work()), options)());
  return spans;
}

/** Spans in few words: `client query`, and `!` where they failed. */
async function told(work: () => unknown): Promise<string[]> {
  return (await spansOf(work)).map(({ kind, target, fault }) => `${kind} ${target}${fault ? '!' : ''}`);
}

const database = <T extends object>(client: T, name = 'db') => instrument(client, { name, kind: 'database' });
const queue = <T extends object>(client: T) => instrument(client, { name: 'queue', kind: 'queue' });

describe('pg', () => {
  test('queries by promise, by callback and by query object are calls; statements and values are not told', async () => {
    const pool = database(new FakePgPool());
    const spans = await spansOf(async () => {
      expect((await pool.query('SELECT secret', ['4111'])).rows[0]).toBeInstanceOf(Row);
      await new Promise<void>((resolve) => {
        const returned = pool.query('SELECT 1', (...given: unknown[]) => {
          expect(given).toEqual([null, expect.objectContaining({ command: 'SELECT' })]);
          resolve();
        });
        expect(returned).toBeUndefined();
      });
      const query = new Query('SELECT 2');
      expect(pool.query(query)).toBe(query);
      await new Promise((resolve) => query.on('end', resolve));
    });
    expect(spans.map(({ name, kind, target, fault }) => ({ name, kind, target, fault }))).toEqual(
      Array(3).fill({ name: 'db', kind: 'client', target: 'query', fault: false }),
    );
    expect(JSON.stringify([spans, stdout.writes])).not.toMatch(/secret|4111/);
  });

  test('a client of the pool is instrumented, by promise and by callback, and transactions run on it', async () => {
    const pool = database(new FakePgPool());
    const calls = await told(async () => {
      const client = await pool.connect();
      for (const statement of ['BEGIN', 'INSERT', 'COMMIT']) await client.query(statement);
      client.release();
      await new Promise<void>((resolve) => {
        pool.connect((_error, given, release) => {
          void given?.query('SELECT 1').then(() => {
            release();
            resolve();
          });
        });
      });
    });
    expect(calls).toEqual(
      ['connect', 'query', 'query', 'query', 'connect', 'query'].map((method) => `client ${method}`),
    );
    expect(pool.idle).toBe(2);
  });

  test('results are what the driver gave: no proxies, the very errors', async () => {
    const pool = database(new FakePgPool());
    const result = await pool.query('SELECT 1');
    expect([result, result.rows, result.rows[0]].map(isProxy)).toEqual([false, false, false]);
    const error = new Error('down');
    await expect(pool.query(error)).rejects.toBe(error);
    const seen = await new Promise((resolve) => pool.query(error, (...given: unknown[]) => resolve(given)));
    expect(seen).toEqual([error]);
  });

  test.each<[string, object, number]>([
    ['a broken constraint', { code: '23505' }, 0],
    ['a typo', { code: '42P01' }, 0],
    ['a lost connection', { code: '08006' }, 1],
    ['too many connections', { code: '53300' }, 1],
    ['a refused connection', { code: 'ECONNREFUSED' }, 1],
    ['a duplicate key of MySQL', { code: 'ER_DUP_ENTRY', sqlState: '23000' }, 0],
    ['a lock timeout of MySQL', { code: 'ER_LOCK_WAIT_TIMEOUT', sqlState: 'HY000' }, 1],
    ['a duplicate key of MongoDB', { name: 'MongoServerError', code: 11000 }, 0],
    ['no primary of MongoDB', { name: 'MongoServerSelectionError' }, 1],
    ['a wrong type of Redis', { name: 'ReplyError', message: 'WRONGTYPE Operation' }, 0],
    ['a full Redis', { name: 'ReplyError', message: "OOM command not allowed when used memory > 'maxmemory'" }, 1],
  ])('%s counts as %s', async (title, members, errorRatio) => {
    const pool = database(new FakePgPool(), title);
    await expect(pool.query(Object.assign(new Error('no'), members))).rejects.toMatchObject(members);
    expect(dependencyState(title)).toMatchObject({ calls: 1, errorRatio });
  });
});

describe('mysql2', () => {
  test('callback form: connections of the pool, queries with callback and with events', async () => {
    const pool = database(new FakeMysqlPool());
    const calls = await told(async () => {
      await new Promise<void>((resolve) => {
        pool.getConnection((_error, connection) => {
          // Its `then` throws: that is how mysql2 tells the promise form from this one.
          const command = connection?.query('SELECT 1', (error: unknown, rows: unknown) => {
            expect([error, rows]).toEqual([null, [{ id: 1 }]]);
            resolve();
          });
          expect(() => command?.then()).toThrow('not a promise');
        });
      });
      await new Promise((resolve) => pool.query('SELECT 2').on('end', resolve));
    });
    expect(calls).toEqual(['client getConnection', 'client query', 'client query']);
  });

  test('an error event nobody listens to still throws', () => {
    const pool = database(new FakeMysqlPool());
    const query = pool.query('FAIL');
    expect(() => query.emit('error', new Error('nobody listens'))).toThrow('nobody listens');
  });

  test('promise form: pool.promise() with its connections and prepared statements', async () => {
    const pool = database(new FakeMysqlPool());
    const calls = await told(async () => {
      const promised = pool.promise();
      const [rows] = await promised.query('SELECT 1');
      expect(isProxy(rows)).toBe(false);
      const connection = await promised.getConnection();
      await connection.beginTransaction();
      const statement = await connection.prepare('SELECT ?');
      await statement.execute([1]);
      await connection.commit();
    });
    expect(calls).toEqual(
      ['query', 'getConnection', 'beginTransaction', 'prepare', 'execute', 'commit'].map(
        (method) => `client ${method}`,
      ),
    );
  });
});

describe('mongodb', () => {
  test('collections and cursors are instrumented, documents are not', async () => {
    const client = database(new FakeMongo());
    const calls = await told(async () => {
      expect(await client.connect()).toBe(client);
      const orders = client.db('shop').collection('orders');
      const found = await orders.find({ card: 1 }).sort({ id: 1 }).limit(2).toArray();
      expect([found, found[0]].map(isProxy)).toEqual([false, false]);
      expect(await orders.findOne({})).toEqual({ id: 0, find: 'a member, no method' });
      await orders.insertOne({ id: 1 });
    });
    expect(calls).toEqual(['connect', 'toArray', 'findOne', 'insertOne'].map((method) => `client ${method}`));
  });

  test('iterating a cursor gives every document, and is one call', async () => {
    const collection = database(new FakeMongo()).db('shop').collection('orders');
    const ids: number[] = [];
    const calls = await told(async () => {
      for await (const { id } of collection.find({})) ids.push(id);
      const cursor = collection.find({}).map(({ id }) => ({ id: id * 10 }));
      while (await cursor.hasNext()) ids.push((await cursor.next())?.id ?? -1);
      await collection.find({}).forEach(({ id }) => void ids.push(id));
    });
    expect(ids).toEqual([0, 1, 2, 0, 10, 20, 0, 1, 2]);
    expect(calls).toEqual(['client next', 'client hasNext', 'client forEach']);
  });

  test('leaving an iteration early closes the cursor, as ever', async () => {
    const cursor = database(new FakeMongo()).db('shop').collection('orders').find({});
    for await (const _ of cursor) break;
    expect(cursor.closed).toBe(true);
  });

  test('sessions go back to the driver as its own', async () => {
    const client = database(new FakeMongo());
    const session = client.startSession();
    await expect(client.db('shop').collection('orders').insertOne({ id: 1 }, { session })).resolves.toBe('inserted');
    await session.commitTransaction();
  });
});

describe('ioredis', () => {
  const cache = () => instrument(new FakeRedis(), { name: 'cache', kind: 'cache' });

  test('commands are calls and answer the very promise', async () => {
    const redis = cache();
    const calls = await told(async () => {
      const promise = redis.get('key');
      expect(promise).toBe(redis.last);
      expect(await promise).toBe('value of key');
      await new Promise<void>((resolve) => void redis.get('key', () => resolve()));
    });
    expect(calls).toEqual(['client get', 'client get']);
  });

  test('of a pipeline and of a transaction exec is the call', async () => {
    const redis = cache();
    const calls = await told(async () => {
      const callback = jest.fn();
      const answers = await redis.pipeline().get('a').get('b', callback).exec();
      expect(answers).toEqual([
        [null, 'value of a'],
        [null, 'value of b'],
      ]);
      expect(callback).toHaveBeenCalledWith(null, 'value of b');
      expect(await redis.multi().get('c').exec()).toHaveLength(1);
    });
    expect(calls).toEqual(['client exec', 'client exec']);
  });

  test('listeners come off again', () => {
    const redis = cache();
    const listener = jest.fn();
    expect(redis.on('message', listener)).toBe(redis);
    redis.emit('message', 'channel', 'text');
    redis.off('message', listener);
    redis.emit('message', 'channel', 'text');
    expect(listener.mock.calls).toEqual([['channel', 'text']]);
  });
});

describe('kafkajs', () => {
  test('what sends is a producer, and each message a consumer', async () => {
    const kafka = queue(new FakeKafka());
    const seen: unknown[] = [];
    const config = {
      eachMessage: async ({ message }: { message: unknown }) => void seen.push(message),
      autoCommit: false,
    };
    const given = { ...config };
    const calls = await told(async () => {
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic: 'orders', messages: [{ value: '1' }] });
      const transaction = await producer.transaction();
      await transaction.send({ topic: 'orders', messages: [{ value: '2' }] });
      await transaction.commit();
      await kafka.consumer({ groupId: 'g' }).run(config);
    });
    expect(seen).toEqual([{ value: '1' }, { value: '2' }]);
    expect(config).toEqual(given);
    expect(calls).toEqual([
      'client connect',
      'producer send',
      'client transaction',
      'producer send',
      'client commit',
      'consumer undefined',
      'consumer undefined',
      'client run',
    ]);
  });

  test('the error of a handler reaches the consumer, and is no fault of the queue', async () => {
    const error = new Error('poison');
    const kafka = instrument(new FakeKafka(), { name: 'poisoned', kind: 'queue' });
    await kafka.producer().send({ topic: 'orders', messages: [{ value: '1' }] });
    const failing = async () => {
      throw error;
    };
    const spans = await spansOf(() => expect(kafka.consumer({}).run({ eachMessage: failing })).rejects.toBe(error));
    expect(spans[0]).toMatchObject({ kind: 'consumer', fault: true, error: { message: 'poison' } });
  });
});

describe('amqplib', () => {
  test('sends at once, confirms by callback, and consumes message by message', async () => {
    const connection = queue(new FakeAmqp());
    const seen: unknown[] = [];
    const calls = await told(async () => {
      const channel = await connection.createChannel();
      expect(channel.publish('exchange', 'key', Buffer.from('x'))).toBe(true);
      await new Promise<void>((resolve) => {
        expect(channel.publish('exchange', 'key', Buffer.from('y'), {}, () => resolve())).toBe(true);
      });
      await channel.consume('orders', (message) => void seen.push(message), { noAck: true });
    });
    expect(seen).toEqual(['x', 'y', null]);
    expect(calls).toEqual([
      'client createChannel',
      'producer publish',
      'consumer undefined',
      'consumer undefined',
      'client consume',
    ]);
  });

  test('methods that are named are measured whatever they return, and no others', async () => {
    const connection = instrument(new FakeAmqp(), { name: 'queue', kind: 'queue', methods: ['publish'] });
    const calls = await told(async () => {
      const channel = await connection.createChannel();
      channel.publish('exchange', 'key', Buffer.from('x'));
      expect(() => channel.publish('exchange', '', 'no buffer' as never)).toThrow(TypeError);
    });
    expect(calls).toEqual(['producer publish', 'producer publish!']);
  });
});

const MARK: unique symbol = Symbol.for('mark') as never;

describe('any client', () => {
  class Guarded extends EventEmitter {
    #secret = 1;
    static kinds = ['a'];
    readonly part = new Part(this);
    settings = { retries: 3 };
    [MARK] = 'marked';
    get secret() {
      return this.#secret;
    }
    set secret(value: number) {
      this.#secret = value;
    }
    async add(by: number, ...rest: unknown[]) {
      this.#secret += by;
      return [this.#secret, rest.length];
    }
    fail(): never {
      throw new RangeError('at once');
    }
    twice(callback: (error: unknown, value: number) => void) {
      callback(null, 1);
      callback(new Error('again'), 2);
      return 'returned';
    }
    self(other: unknown) {
      return [this.#secret, other === this];
    }
  }
  class Part {
    constructor(readonly owner: object) {}
    async charge(amount: number) {
      return { amount, query: 'a text' };
    }
  }

  test('looks, compares and behaves like the client', async () => {
    const real = new Guarded();
    const client = database(real);
    expect(client).toBeInstanceOf(Guarded);
    expect(client.constructor).toBe(Guarded);
    expect(Object.keys(client)).toEqual(Object.keys(real));
    expect('add' in client).toBe(true);
    expect(client.settings).toBe(real.settings);
    expect(client[MARK]).toBe('marked');
    client.secret = 5;
    expect(real.secret).toBe(5);
    const { add } = client;
    expect([add.name, add.length, add === client.add]).toEqual(['add', 1, true]);
    expect(await client.add(2, undefined, undefined)).toEqual([7, 2]);
    expect(client.self(client)).toEqual([7, true]);
    expect(() => client.fail()).toThrow(RangeError);
    expect(client.on('x', () => {})).toBe(client);
    expect(client.part).toBe(client.part);
    expect(instrument(client, { name: 'other', kind: 'cache' })).toBe(client);
  });

  test('a callback that is called twice is called twice, and measured once', async () => {
    const given: unknown[][] = [];
    const calls = await told(() => {
      expect(database(new Guarded()).twice((...input) => void given.push(input))).toBe('returned');
    });
    expect(given).toEqual([
      [null, 1],
      [expect.objectContaining({ message: 'again' }), 2],
    ]);
    expect(calls).toEqual(['client twice']);
  });

  test('parts with methods of their own are instrumented', async () => {
    const client = instrument(new Guarded(), { name: 'payments', kind: 'service' });
    const spans = await spansOf(async () => {
      const charge = await client.part.charge(7);
      expect([charge, isProxy(charge)]).toEqual([{ amount: 7, query: 'a text' }, false]);
    });
    expect(spans).toEqual([expect.objectContaining({ name: 'payments', target: 'charge' })]);
  });

  test('a lazy query is handed on without being asked', async () => {
    const then = jest.fn((resolve: (value: string) => void) => resolve('rows'));
    const client = database({ select: () => ({ where: () => ({ then }) }) });
    const query = client.select().where();
    expect(then).not.toHaveBeenCalled();
    expect(await query).toBe('rows');
    expect(then).toHaveBeenCalledTimes(1);
  });

  test('a rejection that nobody handles on a promise of a connection is still one', async () => {
    const error = new Error('refused');
    const client = database({ connect: async () => Promise.reject(error) });
    await expect(client.connect()).rejects.toBe(error);
  });

  test('frozen clients and hostile ones stay what they are', () => {
    const work = () => 1;
    const frozen = database(Object.freeze({ work }));
    expect(frozen.work).toBe(work);
    const hostile = database({
      get query(): never {
        throw new RangeError('getter');
      },
    });
    expect(() => hostile.query).toThrow(RangeError);
    const trap = () => {
      throw new RangeError('trap');
    };
    const results = [
      new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap }),
      Object.create(null),
      Symbol('s'),
      1n,
    ];
    for (const result of results) expect(Object.is(database({ ask: () => result }).ask(), result)).toBe(true);
  });

  test('for any arguments and any result, call and answer are those of the plain client', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.anything()),
        fc.anything(),
        fc.constantFrom('query', 'on', 'send', 'x'),
        async (input, result, method) => {
          const given: unknown[][] = [];
          const client = queue({
            [method]: (...values: unknown[]) => {
              given.push(values);
              return result;
            },
          } as Record<string, (...values: unknown[]) => unknown>);
          const answer = client[method]?.(...input);
          expect(given).toEqual([input]);
          expect(Object.is(answer, result)).toBe(true);
        },
      ),
    );
  });
});

describe('what the user derives from a client', () => {
  class Client {
    tenant: string | undefined;
    get shouted() {
      return this.tenant?.toUpperCase();
    }
    set renamed(tenant: string) {
      this.tenant = tenant;
    }
    async query() {
      return this.tenant;
    }
  }
  const derive = (client: Client, tenant: string): Client => Object.assign(Object.create(client), { tenant });

  test('keeps its own state: nothing of one tenant reaches another one or the client', async () => {
    const real = new Client();
    const client = database(real);
    const [acme, globex] = [derive(client, 'acme'), derive(client, 'globex')];
    expect([acme.tenant, globex.tenant, client.tenant, real.tenant]).toEqual(['acme', 'globex', undefined, undefined]);
    expect(await Promise.all([acme.query(), globex.query(), client.query()])).toEqual(['acme', 'globex', undefined]);
    expect(await told(() => acme.query())).toEqual(['client query']);
    expect([acme.shouted, globex.shouted]).toEqual(['ACME', 'GLOBEX']);
    acme.renamed = 'initech';
    expect([acme.tenant, globex.tenant, client.tenant]).toEqual(['initech', 'globex', undefined]);
  });

  test('may be a proxy of their own', () => {
    const client = database(new Client());
    const tenants = new Proxy(client, {
      get: (target, key, self) => (key === 'tenant' ? 'own' : Reflect.get(target, key, self)),
    });
    expect(tenants.shouted).toBe('OWN');
  });

  test('defines members where it says', () => {
    const client = database(new Client());
    const acme = Object.defineProperty(Object.create(client), 'tenant', { value: 'acme' }) as Client;
    expect([acme.tenant, client.tenant]).toEqual(['acme', undefined]);
    Object.defineProperty(client, 'tenant', { value: 'all', configurable: true });
    expect(client.tenant).toBe('all');
  });
});

describe('what a client handed out', () => {
  class Session {
    query() {}
  }
  class Driver {
    readonly #own = new Session();
    readonly seen: unknown[] = [];
    async acquire() {
      return this.#own;
    }
    run(argument: Record<PropertyKey, unknown> | unknown[]) {
      this.seen.push(argument);
      return Reflect.ownKeys(argument).map((key) => Reflect.get(argument, key) === this.#own);
    }
    same(argument: unknown) {
      return argument;
    }
  }

  test('is the own object of the driver again, in options and in lists, too', async () => {
    const client = database(new Driver());
    const session = await client.acquire();
    const mark = Symbol('mark');
    const options = { session, retries: 3, [mark]: session };
    expect(client.run(options)).toEqual([true, false, true]);
    expect(client.run([1, session]).slice(0, 2)).toEqual([false, true]);
    expect(client.run(Object.assign(Object.create(null), { session }))).toEqual([true]);
    expect(options).toEqual({ session, retries: 3, [mark]: session });
    expect(isProxy(options.session)).toBe(true);
  });

  test('leaves all other arguments as they are: the very object, getters unread', async () => {
    const client = database(new Driver());
    const session = await client.acquire();
    const deeper = { transaction: { session } };
    const getter = Object.defineProperty({}, 'session', {
      enumerable: true,
      get() {
        throw new Error('read');
      },
    });
    const instance = Object.assign(new (class Options {})(), { session });
    for (const argument of [deeper, getter, instance, [1, 2]]) expect(client.same(argument)).toBe(argument);
  });

  test('comes back as it was given', async () => {
    const client = database(new Driver());
    const options = { session: await client.acquire() };
    expect(client.same(options)).toBe(options);
  });
});

test.each<[unknown, object, string]>([
  [null, { name: 'db', kind: 'database' }, 'the client must be an object'],
  ['pool', { name: 'db', kind: 'database' }, 'the client must be an object'],
  [{}, { kind: 'database' }, "'name' must be a text"],
  [{}, { name: 'db', kind: 'sql' }, "'kind' must be one of database, cache, queue, service"],
  [{}, { name: 'db', kind: 'cache', methods: 'get' }, "'methods' must be a list"],
  [{}, { name: 'db', kind: 'cache', method: ['get'] }, "there is no option 'method'"],
])('refuses %p with %p', (client, options, message) => {
  expect(() => instrument(client as object, options as never)).toThrow(message);
});
