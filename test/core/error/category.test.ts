import * as fc from 'fast-check';
import { categorize, ERROR_CATEGORIES, type ErrorCategory, type ErrorEvidence } from '../../../lib/core/error/category';
import { anyCharacter } from '../../any-character';

const CASES: readonly [ErrorCategory, ErrorEvidence][] = [
  ['database', { name: 'ConditionalCheckFailedException', statusCode: 400 }],
  ['database', { name: 'PrismaClientKnownRequestError', code: 'P2002' }],
  ['database', { name: 'error', code: '23505', message: 'duplicate key value violates unique constraint' }],
  ['database', { name: 'Error', code: 'ER_DUP_ENTRY' }],
  ['database', { name: 'MongoServerError' }],
  ['validation', { name: 'ZodError' }],
  ['validation', { name: 'ValidationException' }],
  ['validation', { name: 'SyntaxError', message: 'Unexpected token < in JSON' }],
  ['validation', { message: 'quantity must be positive' }],
  ['validation', { statusCode: 422 }],
  ['authentication', { name: 'ExpiredTokenException' }],
  ['authentication', { name: 'TokenExpiredError' }],
  ['authentication', { name: 'CredentialsProviderError' }],
  ['authentication', { statusCode: 401 }],
  ['authorization', { name: 'AccessDeniedException', statusCode: 400 }],
  ['authorization', { name: 'AuthorizationErrorException' }],
  ['authorization', { name: 'KMSAccessDeniedException' }],
  ['authorization', { message: 'User: arn:aws:iam::1:user/x is not authorized to perform: s3:GetObject' }],
  ['not_found', { name: 'NoSuchKey' }],
  ['not_found', { name: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' }],
  ['not_found', { name: 'Error', code: 'ENOENT' }],
  ['not_found', { code: 'P2025' }],
  ['not_found', { message: 'Order 4711 not found' }],
  ['network', { name: 'Error', code: 'ECONNREFUSED' }],
  ['network', { name: 'Error', code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND api' }],
  ['network', { name: 'TypeError', message: 'fetch failed' }],
  ['network', { name: 'TimeoutError' }],
  ['network', { code: 'UND_ERR_CONNECT_TIMEOUT' }],
  ['network', { statusCode: 503 }],
  ['rate_limit', { name: 'ThrottlingException', statusCode: 400 }],
  ['rate_limit', { name: 'ProvisionedThroughputExceededException' }],
  ['rate_limit', { name: 'TooManyRequestsException' }],
  ['rate_limit', { statusCode: 429, message: 'database is busy' }],
  ['configuration', { name: 'Error', code: 'MODULE_NOT_FOUND', message: "Cannot find module 'x'" }],
  ['configuration', { name: 'Runtime.ImportModuleError' }],
  ['configuration', { message: 'Environment variable TABLE is missing' }],
  ['unknown', {}],
  ['unknown', { name: 'Error', message: 'boom' }],
  ['unknown', { name: 'TypeError', message: "Cannot read properties of undefined (reading 'id')" }],
  ['unknown', { statusCode: 418 }],
];

test.each(CASES)('%s: %j', (category, evidence) => {
  expect(categorize(evidence)).toBe(category);
});

test('a cause that is named beats words in the outer message', () => {
  expect(categorize({ message: 'customer not found', cause: { code: 'ECONNRESET' } })).toBe('network');
  expect(categorize({ name: 'ValidationError', cause: { code: 'ECONNRESET' } })).toBe('validation');
});

test('a circle of causes ends', () => {
  const circle: { message: string; cause?: ErrorEvidence } = { message: 'round' };
  circle.cause = circle;
  expect(categorize(circle)).toBe('unknown');
});

test('any evidence has one of the nine categories', () => {
  const evidence = fc.record(
    {
      name: fc.string({ unit: anyCharacter }),
      code: fc.string(),
      statusCode: fc.double(),
      message: fc.string({ unit: anyCharacter }),
    },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(evidence, (error) => ERROR_CATEGORIES.includes(categorize(error))));
});
