/**
 * `respond`: how people answer an incident. Behind the public URL, signed one-time links and Slack buttons; behind the
 * one with IAM, the operators' API.
 */
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { messagePage } from '../view/respond/message-page';
import { type Answer, emptyAnswer, errorAnswer, pageAnswer } from './respond/answer';
import { answerLink } from './respond/link';
import { answerOperator } from './respond/operators';
import type { LinksPorts, OperatorsPorts, RespondPorts } from './respond/ports';
import { BadRequest } from './respond/read-action';
import { type Request, readRequest } from './respond/request';
import { answerSlack } from './respond/slack';

export { type LinksPorts, type OperatorsPorts, type RespondPorts, readEndpoint } from './respond/ports';

/** Answers the requests of one Function URL, payload format 2.0. Throws for none: a failure is a 500 that tells nothing. */
export function respond(ports: RespondPorts): (event: LambdaFunctionURLEvent) => Promise<Answer> {
  return async (event) => {
    const request = readRequest(event);
    return ports.endpoint === 'operators' ? answerOperators(ports, request) : answerPublic(ports, request);
  };
}

async function answerPublic(ports: LinksPorts, request: Request): Promise<Answer> {
  const [, token] = /^\/i\/([^/]+)$/.exec(request.path) ?? [];
  try {
    if (token !== undefined) return await answerLink(ports, request, token);
    if (request.path === '/slack/actions') return await answerSlack(ports, request);
    return pageAnswer(404, messagePage('not found'));
  } catch (error) {
    report(ports, request, error);
    return token === undefined ? emptyAnswer(500) : pageAnswer(500, messagePage('failed'));
  }
}

async function answerOperators(ports: OperatorsPorts, request: Request): Promise<Answer> {
  try {
    return await answerOperator(ports, request);
  } catch (error) {
    if (error instanceof BadRequest) return errorAnswer('bad request', error.message);
    report(ports, request, error);
    return errorAnswer('internal error', `it is in the function's log, request ${request.id}`);
  }
}

/** Without the path: a link's token in a log could be used by whoever reads it. */
function report({ log, endpoint }: RespondPorts, { method, id }: Request, error: unknown): void {
  log.error('request not answered', { endpoint, method, requestId: id, error: String(error) });
}
