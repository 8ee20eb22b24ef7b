/** What users wrap their Lambda handlers with. */
export { type LambdaContext, type ObservableHandler, observe } from './observe';
export type { ObserveOptions } from './settings';
