/** For handlers that use Powertools for AWS Lambda: the user's own instances, with Sightline's guarantees. */
export type { PowertoolsOptions } from './door';
export { guardLogger } from './guard-logger';
export type { PowertoolsInstances, PowertoolsLogger, PowertoolsMetrics, PowertoolsTracer } from './guests';
export { guardMetrics } from './metrics/guard';
export { type MiddyRequest, type SightlineMiddleware, sightlineMiddleware } from './middy';
export { observe } from './observe';
export { type MethodDecorator, observeMethod } from './observe-method';
