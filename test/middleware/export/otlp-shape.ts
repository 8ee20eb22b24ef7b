/**
 * What is wrong with a trace request in OTLP's JSON encoding, as paths; nothing where all is right. Written from
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding and from `trace.proto`, `common.proto` and
 * `resource.proto` of https://github.com/open-telemetry/opentelemetry-proto
 */
export function validateOtlp(request: unknown): string[] {
  const wrong: string[] = [];
  check(REQUEST, request, '', wrong);
  return wrong;
}

type Rule = (value: unknown) => boolean;
interface Message {
  readonly [field: string]: Rule | readonly [Message] | Message;
}

const text: Rule = (value) => typeof value === 'string';
const int64: Rule = (value) => typeof value === 'string' && /^-?\d{1,19}$/.test(value);
const fixed64: Rule = (value) => typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) < 2n ** 64n;
const upTo =
  (most: number): Rule =>
  (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const id =
  (digits: number): Rule =>
  (value) =>
    typeof value === 'string' && new RegExp(`^[0-9a-f]{${digits}}$`).test(value) && /[^0]/.test(value);

const VALUE: Message = {
  stringValue: text,
  boolValue: (value) => typeof value === 'boolean',
  intValue: int64,
  doubleValue: (value) => typeof value === 'number' && Number.isFinite(value),
};
const ATTRIBUTE: Message = { key: (value) => text(value) && value !== '', value: VALUE };
const EVENT: Message = { timeUnixNano: fixed64, name: text, attributes: [ATTRIBUTE] };
const SPAN: Message = {
  traceId: id(32),
  spanId: id(16),
  parentSpanId: id(16),
  name: (value) => text(value) && value !== '',
  kind: upTo(5),
  startTimeUnixNano: fixed64,
  endTimeUnixNano: fixed64,
  attributes: [ATTRIBUTE],
  events: [EVENT],
  status: { code: upTo(2), message: text },
};
const REQUEST: Message = {
  resourceSpans: [{ resource: { attributes: [ATTRIBUTE] }, scopeSpans: [{ scope: { name: text }, spans: [SPAN] }] }],
};

const REQUIRED = new Map<Message, readonly string[]>([
  [SPAN, ['traceId', 'spanId', 'name', 'kind', 'startTimeUnixNano', 'endTimeUnixNano']],
  [ATTRIBUTE, ['key', 'value']],
  [EVENT, ['timeUnixNano', 'name']],
]);

function check(message: Message, value: unknown, path: string, wrong: string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrong.push(`${path} is no object`);
    return;
  }
  const names = Object.keys(value);
  for (const name of REQUIRED.get(message) ?? []) if (!names.includes(name)) wrong.push(`${path}.${name} is missing`);
  if (message === VALUE && names.length !== 1) wrong.push(`${path} has ${names.length} values`);
  if (message === SPAN && !endsAfterStart(value)) wrong.push(`${path} ends before it starts`);
  for (const [name, inner] of Object.entries(value)) checkField(message[name], inner, `${path}.${name}`, wrong);
  const { attributes } = value as { attributes?: { key: string }[] };
  const keys = attributes?.map(({ key }) => key) ?? [];
  if (new Set(keys).size < keys.length) wrong.push(`${path}.attributes has a key twice`);
}

function checkField(rule: Message[string] | undefined, value: unknown, path: string, wrong: string[]): void {
  if (!rule) wrong.push(`${path} is unknown`);
  else if (typeof rule === 'function') {
    if (!rule(value)) wrong.push(`${path} is wrong: ${JSON.stringify(value)}`);
  } else if (Array.isArray(rule)) {
    if (!Array.isArray(value)) wrong.push(`${path} is no list`);
    else for (const [index, item] of value.entries()) check(rule[0] as Message, item, `${path}[${index}]`, wrong);
  } else check(rule as Message, value, path, wrong);
}

function endsAfterStart(span: object): boolean {
  const { startTimeUnixNano = '0', endTimeUnixNano = '0' } = span as Record<string, string>;
  return BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano);
}
