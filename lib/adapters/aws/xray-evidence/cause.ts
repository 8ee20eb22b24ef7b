/** What a trace's summary says of its failure. Texts are as X-Ray has them: whoever shows them makes them harmless. */
import type { TraceSummary } from '@aws-sdk/client-xray';
import { fingerprint } from '../../../core/error/fingerprint';

/**
 * The middleware writes the fingerprint of an error as an annotation of its span. Of others the exception's name and
 * message make one. `undefined` where nothing tells what kind of failure it is.
 */
export function fingerprintOf(summary: TraceSummary): string | undefined {
  const annotated = summary.Annotations?.fingerprint?.[0]?.AnnotationValue?.StringValue;
  if (annotated) return annotated;
  const exception = exceptionOf(summary);
  return exception && fingerprint({ name: exception.Name, message: exception.Message });
}

/** `PaymentError: declined`: the exception where the failure began. */
export function causeOf(summary: TraceSummary): string | undefined {
  const exception = exceptionOf(summary);
  return exception && [exception.Name, exception.Message].filter(Boolean).join(': ');
}

/** `PaymentError: declined, in ChargePayment`, or what the caller got: `500 POST https://api.example.com/orders`. */
export function whatOf(summary: TraceSummary): string {
  const cause = causeOf(summary);
  const where = rootService(summary)?.Name;
  const failed = cause ?? requestOf(summary) ?? 'a fault without an exception';
  return where === undefined ? failed : `${failed}, in ${where}`;
}

/** The path goes from the entry to where it failed: the last exception on it came first. */
function exceptionOf(summary: TraceSummary) {
  const entities = (summary.FaultRootCauses ?? []).flatMap(({ Services = [] }) =>
    Services.flatMap(({ EntityPath = [] }) => EntityPath),
  );
  return entities.flatMap(({ Exceptions = [] }) => Exceptions).findLast(({ Name, Message }) => Name || Message);
}

function rootService({ FaultRootCauses = [] }: TraceSummary) {
  return FaultRootCauses[0]?.Services?.findLast(({ Name }) => Name);
}

/** Without the query, which may hold what nobody should read. */
function requestOf({ Http }: TraceSummary): string | undefined {
  if (Http?.HttpStatus === undefined) return undefined;
  return [Http.HttpStatus, Http.HttpMethod, Http.HttpURL?.replace(/[?#].*$/s, '')].filter(Boolean).join(' ');
}
