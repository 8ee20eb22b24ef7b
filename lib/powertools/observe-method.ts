import type { ObservableHandler } from '../middleware/wrap';
import type { PowertoolsOptions } from './door';
import { observe } from './observe';

/** Takes the place of a handler method; as TypeScript's `experimentalDecorators`, and as the ECMAScript standard. */
export interface MethodDecorator {
  <H extends ObservableHandler>(target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<H>): void;
  <H extends ObservableHandler>(method: H, context: { readonly kind: 'method' }): H;
}

/**
 * The decorator form of `observe`, for the handler method of a class. Put it above Powertools' decorators: then it sees
 * what they did.
 */
export function observeMethod(options: PowertoolsOptions = {}): MethodDecorator {
  function decorate(target: unknown, _name: unknown, descriptor?: PropertyDescriptor): unknown {
    if (!descriptor) return observe(target as ObservableHandler, options);
    descriptor.value = observe(descriptor.value, options);
    return descriptor;
  }
  return decorate as MethodDecorator;
}
