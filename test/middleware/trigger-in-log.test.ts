import { type LambdaContext, observe } from '../../lib/middleware/index';
import { captureStdout, httpEvent, lambdaContext } from './harness';

test.each([['with blanks'], ['new\nline'], ['x'.repeat(129)], ['']])(
  'the correlation id is the request id where the given one is no plain word: %j',
  async (id) => {
    const stdout = captureStdout();
    const event = httpEvent('GET /x', { 'x-correlation-id': id });
    await observe(async (_event: unknown, _context: LambdaContext) => 'ok')(event, lambdaContext());
    stdout.restore();
    expect(stdout.logs()[0]).toMatchObject({ correlationId: 'request-1' });
  },
);
