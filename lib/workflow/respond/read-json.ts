import { type Answer, errorAnswer } from './answer';
import { BadRequest } from './read-action';
import { mediaType, type Request } from './request';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The object in the body of a request, empty where there is no body; or the answer that refuses it.
 * @throws BadRequest where the body is no JSON object
 */
export function readJsonObject(request: Request, maxBytes: number): { readonly object: Fields } | Answer {
  const body = request.body(maxBytes);
  if (body === undefined) return errorAnswer('too large', `a body has at most ${maxBytes} bytes`);
  if (body !== '' && mediaType(request) !== 'application/json') {
    return errorAnswer(
      'unsupported media type',
      "send the fields as a JSON object with 'content-type: application/json'",
    );
  }
  return { object: parsed(body) };
}

function parsed(body: string): Fields {
  if (body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new BadRequest(`the body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new BadRequest('the body must be a JSON object with the fields of the action');
}
