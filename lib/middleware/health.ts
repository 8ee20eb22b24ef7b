/** `sightline/middleware/health`: checks, their score, and the answers to `/health`. */
export {
  createDependencyWindow,
  type DependencyState,
  type DependencyWindow,
  type DependencyWindowOptions,
} from '../core/health/dependency';
export type { HealthStatus } from '../core/health/status';
export {
  type CheckKind,
  type CheckOptions,
  type CheckScope,
  check,
  type HealthCheck,
  type Probe,
} from './health/check';
export { type HealthHandler, healthHandler, type LambdaHealthResponse } from './health/handler';
export { createHealth, type Health, type HealthOptions, type HealthReport } from './health/health';
export { dependencyCheck, type HttpCheckOptions, httpCheck } from './health/remote-checks';
export type { HealthResponse } from './health/respond';
export type { CheckError, CheckResult } from './health/run-check';
export {
  type DiskCheckOptions,
  diskCheck,
  type MemoryCheckOptions,
  memoryCheck,
  type UsageCheckOptions,
} from './health/system-checks';
