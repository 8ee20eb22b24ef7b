/** Where a trace comes from, as W3C Trace Context says it: https://www.w3.org/TR/trace-context-2/ */
export interface TraceParent {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The caller's span: 16 lower-case hexadecimal digits, not all zero. */
  readonly parentId: string;
  /** Whether the caller may have recorded the trace. */
  readonly sampled: boolean;
}

/** One vendor's entry of `tracestate`. */
export type TraceStateMember = readonly [key: string, value: string];

/** The tracing header of AWS; its trace id is here as W3C writes it. */
export interface XRayHeader {
  readonly traceId: string;
  /** `undefined` where the trace has no segment yet, as behind a load balancer. */
  readonly parentId?: string;
  /** `undefined` where the decision is left to the next service. */
  readonly sampled?: boolean;
  /** What Lambda keeps to find recursive loops; passed on unchanged. */
  readonly lineage?: string;
}

/** More members than this make a `tracestate` void. */
const MAX_STATE_MEMBERS = 32;
/** What is passed on of a `tracestate`, in characters: the least that the specification asks for. */
const MAX_STATE_LENGTH = 512;
/** Members that are longer go first where a `tracestate` has to be shortened. */
const LONG_STATE_MEMBER = 128;

const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/s;

/** `undefined` where it is not valid. Of a version above 00 the parts that are known are read, as the standard asks. */
export function parseTraceparent(header = ''): TraceParent | undefined {
  const [, version, traceId, parentId, flags = '', more] = TRACEPARENT.exec(header.trim()) ?? [];
  if (!traceId || !parentId || (version === '00' && more)) return undefined;
  return { traceId, parentId, sampled: /[13579bdf]$/.test(flags) };
}

export function formatTraceparent({ traceId, parentId, sampled }: TraceParent): string {
  return `00-${traceId}-${parentId}-0${sampled ? 1 : 0}`;
}

const STATE_MEMBER = /^([a-z\d][a-z\d_*/@-]{0,255})=([ -+\--<>-~]{0,255}[!-+\--<>-~])$/;

/** The members in their order; none where one is malformed, a key comes twice, or there are more than 32. */
export function parseTracestate(header = ''): readonly TraceStateMember[] {
  const texts = header
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean);
  if (texts.length > MAX_STATE_MEMBERS) return [];
  const members = texts.flatMap((text): TraceStateMember[] => {
    const [, key, value] = STATE_MEMBER.exec(text) ?? [];
    return key && value ? [[key, value]] : [];
  });
  return new Set(members.map(([key]) => key)).size === texts.length ? members : [];
}

/** At most 32 members and 512 characters. Whole members are left out: long ones first, then from the end. */
export function formatTracestate(members: readonly TraceStateMember[]): string {
  const texts = members.slice(0, MAX_STATE_MEMBERS).map((member) => member.join('='));
  const isTooLong = () => texts.join(',').length > MAX_STATE_LENGTH;
  for (let index = texts.length - 1; index >= 0 && isTooLong(); index--) {
    if ((texts[index] ?? '').length > LONG_STATE_MEMBER) texts.splice(index, 1);
  }
  while (isTooLong()) texts.pop();
  return texts.join(',');
}

/**
 * Reads `Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1`, the fields in
 * any order and beside others, such as the `Self` of a load balancer. `undefined` without a valid root. See
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseXRayHeader(header = ''): XRayHeader | undefined {
  const fields: Record<string, string | undefined> = {};
  for (const [, name = '', value] of header.matchAll(FIELD)) fields[name.toLowerCase()] = value;
  const { root, parent = '', sampled = '', lineage = '' } = fields;
  const traceId = fromXRayTraceId(root);
  if (!traceId) return undefined;
  return {
    traceId,
    parentId: /^(?!0{16})[\da-f]{16}$/.test(parent) ? parent : undefined,
    sampled: /^[01]$/.test(sampled) ? sampled === '1' : undefined,
    // It goes out with our own requests: nothing that could end a header or a field.
    lineage: /^[\w:|.-]{1,512}$/.test(lineage) ? lineage : undefined,
  };
}

const FIELD = /(?<![^;])\s*(\w+)\s*=\s*([^\s;]+)\s*(?![^;])/g;

export function formatXRayHeader({ traceId, parentId, sampled, lineage }: XRayHeader): string {
  const fields = [
    `Root=${toXRayTraceId(traceId)}`,
    parentId && `Parent=${parentId}`,
    sampled !== undefined && `Sampled=${sampled ? 1 : 0}`,
    lineage && `Lineage=${lineage}`,
  ];
  return fields.filter(Boolean).join(';');
}

/** `1-67891233-abcdef012345678912345678` as 32 hexadecimal digits; `undefined` where it is no such id. */
export function fromXRayTraceId(id = ''): string | undefined {
  const [, seconds, random] = /^1-(?!0{8}-0{24})([\da-f]{8})-([\da-f]{24})$/.exec(id) ?? [];
  return seconds && seconds + random;
}

/** X-Ray's way to write 32 hexadecimal digits. */
export function toXRayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}
