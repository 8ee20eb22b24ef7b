import { at, textAt } from '../../text';

/**
 * SQLSTATE classes of what was asked: data, constraints, syntax and access, views, raised by a procedure. PostgreSQL has
 * it as `code`, MySQL as `sqlState`. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATE = /^(22|23|42|44|P0)[\dA-Z]{3}$/;
/** Bad value, failed to parse, type mismatch, validation, duplicate key: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const MONGO_CODES: readonly unknown[] = [2, 9, 14, 121, 11000];
/** https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
const REDIS_ERROR =
  /^(WRONGTYPE|NOSCRIPT|EXECABORT|BUSYGROUP|NOGROUP|ERR (syntax|value|wrong number|unknown|index out|no such key))/;

/** Whether a dependency works, but not for this request: a constraint, a typo. It is no fault of the dependency. */
export function isRefusal(thrown: unknown): boolean {
  const name = textAt(thrown, 'name');
  if (name.startsWith('Mongo')) return MONGO_CODES.includes(at(thrown, 'code'));
  if (name === 'ReplyError') return REDIS_ERROR.test(textAt(thrown, 'message'));
  return SQL_STATE.test(textAt(thrown, 'sqlState') || textAt(thrown, 'code'));
}
