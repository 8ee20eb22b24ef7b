import { DIMENSION, DATABASE_METRIC as METRIC } from '../../../core/conventions';
import { check, checkNames, isWithin } from '../../export/check';
import { flag, putOn, safely } from './put';

/** From when on a query counts as slow. */
export interface DatabaseMetricsOptions {
  /** A query that takes this many milliseconds or more is slow. @default 1_000 */
  readonly slowQueryMs?: number;
}

/** One query that has ended. */
export interface DatabaseQuery {
  /** Milliseconds that it took. @default - not recorded, and the query is neither slow nor quick */
  readonly latencyMs?: number;
  /** Whether the database failed. @default false */
  readonly fault?: boolean;
  /** Read or changed. @default - not recorded */
  readonly rows?: number;
}

/** Connections of a pool at one moment; what is left out is not recorded. */
export interface PoolSnapshot {
  readonly inUse?: number;
  readonly idle?: number;
  /** Callers that wait for a connection. */
  readonly waiting?: number;
}

/** Metrics of a database: queries, slow ones, failed ones and the connection pool. */
export interface DatabaseMetrics {
  /** A query that ended. */
  query(query: DatabaseQuery): void;
  /** The last snapshot of an invocation counts. */
  pool(snapshot: PoolSnapshot): void;
}

/**
 * `DatabaseQueries`, `DatabaseFaults`, `DatabaseLatency`, `DatabaseSlowQueries`, `DatabaseRows` and the connections of a
 * pool, on the label `dependency`:
 *
 * ```ts
 * const orders = databaseMetrics('orders-db', { slowQueryMs: 200 });
 * orders.pool({ inUse: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }); // pg
 * ```
 *
 * @param name of the database
 * @throws where an option is not allowed
 */
export function databaseMetrics(name: string, options: DatabaseMetricsOptions = {}): DatabaseMetrics {
  checkNames('databaseMetrics', options, 'slowQueryMs');
  const { slowQueryMs = 1_000 } = options;
  const fits = isWithin(slowQueryMs, 0, Number.MAX_VALUE);
  check('databaseMetrics', 'slowQueryMs', slowQueryMs, fits, 'a number of milliseconds, 0 or more');
  const put = putOn({ [DIMENSION.dependency]: name });
  return {
    query: safely(({ latencyMs, fault, rows }: DatabaseQuery) => {
      put('count', METRIC.queries, 1);
      put('histogram', METRIC.faults, flag(fault));
      put('histogram', METRIC.latency, latencyMs);
      put('histogram', METRIC.slowQueries, latencyMs === undefined ? undefined : flag(latencyMs >= slowQueryMs));
      put('histogram', METRIC.rows, rows);
    }),
    pool: safely(({ inUse, idle, waiting }: PoolSnapshot) => {
      put('gauge', METRIC.connectionsInUse, inUse);
      put('gauge', METRIC.connectionsIdle, idle);
      put('gauge', METRIC.connectionsWaiting, waiting);
    }),
  };
}
