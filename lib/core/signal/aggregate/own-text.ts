/**
 * The text in memory of its own: a piece that was cut out of a larger text (a path of a body of 1 MB) keeps the whole of
 * it alive in V8. What is no text stays as it is.
 */
export function ownText<Value>(value: Value): Value {
  return typeof value === 'string' ? JSON.parse(JSON.stringify(value)) : value;
}
