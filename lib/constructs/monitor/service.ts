import { SERVICE_HANDLER } from '../../core/catalog/service-handler';
import { DIMENSION } from '../../core/conventions';
import type { Subject } from './resource';

/** What the middleware in each function of a service is told. */
export interface ServiceIdentity {
  readonly service: string;
  readonly environment: string;
  readonly namespace: string;
  readonly release?: string;
}

/** All handlers of a service together, on the dimension set that the middleware publishes for them. */
export function serviceSubject({ service, environment, namespace }: ServiceIdentity): Subject {
  const dimensions = { default: { [DIMENSION.service]: service, [DIMENSION.environment]: environment } };
  return { entry: SERVICE_HANDLER, item: '', resource: { label: service, namespace, facts: {}, dimensions } };
}
